/** Where the arrows go in a grid: pure. */

export type Move = "left" | "right" | "up" | "down" | "pageUp" | "pageDown" | "first" | "last";

/**
 * The place that a move leads to, from place `from` of `length` shots.
 *
 * Up in the first row and down in the last one stay; down into a shorter last row goes to its end.
 */
export function moved(
  move: Move,
  from: number,
  length: number,
  columns: number,
  rowsOnScreen: number,
): number {
  const end = length - 1;
  const column = from % columns;
  const lastRow = Math.floor(end / columns);
  const toRow = (row: number) =>
    Math.min(end, Math.max(0, Math.min(lastRow, row)) * columns + column);
  const row = Math.floor(from / columns);
  switch (move) {
    case "left":
      return Math.max(0, from - 1);
    case "right":
      return Math.min(end, from + 1);
    case "up":
      return toRow(row - 1);
    case "down":
      return row === lastRow ? from : toRow(row + 1);
    case "pageUp":
      return toRow(row - rowsOnScreen);
    case "pageDown":
      return toRow(row + rowsOnScreen);
    case "first":
      return 0;
    case "last":
      return end;
  }
}

/** How many columns fit, and how wide each is. */
export function columnsOf(width: number, least: number, gap: number): [number, number] {
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  return [columns, Math.max(0, Math.floor((width - gap * (columns - 1)) / columns))];
}
