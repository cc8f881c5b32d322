import { useCallback } from "react";
import type { Labelling } from "../../labelling/store";
import { type Box, beside } from "./crossing";
import { FEEDS } from "./kinds";

/** From the edge of one column into the next: give the result to each column's grid. */
export function useCrossing(labelling: Labelling) {
  return useCallback(
    (side: "left" | "right"): boolean => {
      const { active } = labelling.get();
      const here = FEEDS.findIndex(({ kind }) => kind === active);
      const next = FEEDS[here + (side === "left" ? -1 : 1)]?.kind;
      if (here < 0 || next === undefined) return false;
      const from = tilesOf(active, ".focused")[0];
      const frame = columnOf(next)?.querySelector("[role=grid]")?.getBoundingClientRect();
      const feed = labelling.feed(next);
      if (!frame || feed.items.length === 0) return false;
      const id = from && beside(tilesOf(next), from, frame);
      const index = feed.at.get(id ?? "") ?? feed.focus;
      labelling.dispatch({ type: "focus", feed: next, index });
      return true;
    },
    [labelling],
  );
}

function columnOf(feed: string): Element | null {
  return document.querySelector(`[data-column="${feed}"]`);
}

function tilesOf(feed: string, which = ""): Box[] {
  const tiles = columnOf(feed)?.querySelectorAll<HTMLElement>(`[data-shot]${which}`) ?? [];
  return [...tiles].map((tile) => {
    const { left, top, width, height } = tile.getBoundingClientRect();
    return { id: tile.dataset.shot ?? "", left, top, width, height };
  });
}
