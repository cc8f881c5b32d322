/** Where the map is looked at: a place of the map in the middle, and how large it is. Pure. */

import type { Box } from "../parts/useBox";

export interface View {
  /** The place in the middle; the map reaches from 0 to 1 in both directions. */
  x: number;
  y: number;
  /** Pixels that the whole map would be wide. */
  size: number;
}

export interface Spot {
  x: number;
  y: number;
}

const MARGIN = 0.94;
const LARGEST = 4e6;

/** The whole map in a box. */
export function whole({ width, height }: Box): View {
  return { x: 0.5, y: 0.5, size: Math.max(1, MARGIN * Math.min(width, height)) };
}

/** The pixel of a place. */
export function toPixel(view: View, box: Box, place: Spot): Spot {
  return {
    x: box.width / 2 + (place.x - view.x) * view.size,
    y: box.height / 2 + (place.y - view.y) * view.size,
  };
}

/** The place of a pixel. */
export function toPlace(view: View, box: Box, pixel: Spot): Spot {
  return {
    x: view.x + (pixel.x - box.width / 2) / view.size,
    y: view.y + (pixel.y - box.height / 2) / view.size,
  };
}

/** Grow or shrink around a pixel, whose place stays where it is. */
export function zoomed(view: View, box: Box, factor: number, pixel: Spot): View {
  const least = whole(box).size * 0.5;
  const size = Math.min(LARGEST, Math.max(least, view.size * factor));
  const place = toPlace(view, box, pixel);
  return kept({
    x: place.x - (pixel.x - box.width / 2) / size,
    y: place.y - (pixel.y - box.height / 2) / size,
    size,
  });
}

/** Move by pixels, as a hand moves paper. */
export function moved(view: View, dx: number, dy: number): View {
  return kept({ ...view, x: view.x - dx / view.size, y: view.y - dy / view.size });
}

/** The outline of what a box shows. */
export function outline(view: View, box: Box): Spot[] {
  const { width, height } = box;
  return [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ].map((corner) => toPlace(view, box, corner));
}

/** `0.512,0.4,3.5`: place and magnification, for the address. */
export function written(view: View, box: Box): string {
  const all = whole(box);
  if (view.x === all.x && view.y === all.y && view.size === all.size) return "";
  return [view.x, view.y, view.size / all.size].map((part) => Number(part.toFixed(4))).join(",");
}

/** What `written` wrote; the whole map where it cannot be read. */
export function read(text: string, box: Box): View {
  const all = whole(box);
  const [x, y, times] = text.split(",").map(Number);
  if (x === undefined || y === undefined || !times || !Number.isFinite(x + y + times)) return all;
  return zoomed({ ...all, x, y }, box, times, { x: box.width / 2, y: box.height / 2 });
}

function kept(view: View): View {
  return { ...view, x: Math.min(1, Math.max(0, view.x)), y: Math.min(1, Math.max(0, view.y)) };
}
