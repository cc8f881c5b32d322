import type { Labelling } from "../../labelling/store";

/** How many shots of a feed go up to the last one that is on screen; 0 where it is not shown. */
export function seenIn(labelling: Labelling, key: string): number {
  const { at } = labelling.feed(key);
  const frames = document.querySelectorAll(`[data-feed="${key}"]`);
  const seen = [...frames].flatMap((frame) => {
    const { bottom, right } = frame.getBoundingClientRect();
    return [...frame.querySelectorAll<HTMLElement>("[data-shot]")]
      .filter((tile) => {
        const { top, left } = tile.getBoundingClientRect();
        return top < bottom && left < right;
      })
      .map((tile) => (at.get(tile.dataset.shot ?? "") ?? -1) + 1);
  });
  return Math.max(0, ...seen);
}
