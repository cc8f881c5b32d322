import type { Spot } from "./view";

/** How many points lie inside an outline; where it crosses itself, every second part is outside. */
export function countInside(points: Float32Array, outline: readonly Spot[]): number {
  const [left, right] = extent(outline.map(({ x }) => x));
  const [top, bottom] = extent(outline.map(({ y }) => y));
  let count = 0;
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i] as number, points[i + 1] as number];
    if (x < left || x > right || y < top || y > bottom) continue;
    if (isInside(x, y, outline)) count += 1;
  }
  return count;
}

function isInside(x: number, y: number, outline: readonly Spot[]): boolean {
  let inside = false;
  let before = outline.at(-1) as Spot;
  for (const corner of outline) {
    if (corner.y > y !== before.y > y) {
      const crossing = before.x + ((y - before.y) / (corner.y - before.y)) * (corner.x - before.x);
      if (x < crossing) inside = !inside;
    }
    before = corner;
  }
  return inside;
}

function extent(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}
