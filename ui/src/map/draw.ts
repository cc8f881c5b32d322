import type { Box } from "../parts/useBox";
import type { View } from "./view";

/** How each point looks: its colour, and whether it is drawn over the others. */
export interface Paint {
  /** One colour a point, as bytes R, G, B, A in the machine's order. */
  colours: Uint32Array;
  /** 1 for points that must not be hidden by others. */
  front: Uint8Array;
}

/**
 * Draw points into pixels: small discs, those in front last and larger.
 *
 * Written without objects inside the loops: half a million points take some milliseconds.
 *
 * @param pixels the picture, `width * height` colours, overwritten.
 * @param points x, y, x, y ... from 0 to 1.
 */
export function drawPoints(
  pixels: Uint32Array,
  { width, height }: Box,
  points: Float32Array,
  { colours, front }: Paint,
  view: View,
  side: number,
): void {
  pixels.fill(0);
  const left = width / 2 - view.x * view.size;
  const top = height / 2 - view.y * view.size;
  for (const inFront of [0, 1]) {
    const square = side + 2 * inFront;
    const reach = square >> 1;
    const cuts = discCuts(square);
    for (let i = 0; i < colours.length; i++) {
      if (front[i] !== inFront) continue;
      const x = Math.round(left + (points[2 * i] as number) * view.size) - reach;
      const y = Math.round(top + (points[2 * i + 1] as number) * view.size) - reach;
      if (x < 0 || y < 0 || x + square > width || y + square > height) continue;
      const colour = colours[i] as number;
      for (let row = 0; row < square; row++) {
        const cut = cuts[row] as number;
        const start = (y + row) * width + x;
        for (let column = cut; column < square - cut; column++) pixels[start + column] = colour;
      }
    }
  }
}

/** How many pixels of each row of a square lie outside of its disc, on either side. */
export function discCuts(square: number): number[] {
  const radius = square / 2;
  return Array.from({ length: square }, (_, row) => {
    const away = row + 0.5 - radius;
    const half = Math.sqrt(Math.max(0, radius * radius - away * away));
    return Math.max(0, Math.round(radius - half));
  });
}

/** How large a point is drawn: many are small, few or magnified ones large. */
export function sideOf(count: number, magnified: number, ratio: number): number {
  const side = count > 100_000 ? 2 : count > 10_000 ? 3 : count > 1_000 ? 5 : 8;
  const grown = side + Math.min(6, Math.floor(Math.log2(Math.max(1, magnified))));
  return Math.max(1, Math.round(grown * ratio));
}

/**
 * The point nearest to a place, at most `within` away; -1 where there is none.
 */
export function nearestPoint(
  points: Float32Array,
  place: { x: number; y: number },
  within: number,
): number {
  let found = -1;
  let least = within * within;
  for (let i = 0; i < points.length / 2; i++) {
    const dx = (points[2 * i] as number) - place.x;
    const dy = (points[2 * i + 1] as number) - place.y;
    const away = dx * dx + dy * dy;
    if (away <= least) {
      least = away;
      found = i;
    }
  }
  return found;
}
