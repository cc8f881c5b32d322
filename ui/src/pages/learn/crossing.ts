/** Where left and right lead from one column of shots to the next: pure. */

export interface Box {
  id: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * The shot that lies beside a place in another column: the nearest in height and, among those, the
 * nearest to the side one comes from. Only what can be seen counts; `null` where nothing is.
 */
export function beside(
  boxes: readonly Box[],
  from: Box,
  frame: Pick<Box, "top" | "height">,
): string | null {
  const y = middle(from.top, from.height);
  const x = middle(from.left, from.width);
  const seen = boxes.filter((box) => {
    const center = middle(box.top, box.height);
    return center >= frame.top && center <= frame.top + frame.height;
  });
  const [best] = seen.sort(
    (a, b) =>
      Math.abs(middle(a.top, a.height) - y) - Math.abs(middle(b.top, b.height) - y) ||
      Math.abs(middle(a.left, a.width) - x) - Math.abs(middle(b.left, b.width) - x),
  );
  return best?.id ?? null;
}

function middle(start: number, size: number): number {
  return start + size / 2;
}
