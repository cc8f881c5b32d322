import { useLocation } from "wouter";
import { targets, verdictOf } from "../../labelling/labelling";
import type { Labelling } from "../../labelling/store";
import { useKeys } from "../../labelling/useKeys";
import { type ShotItem, shotPath } from "../../shots/shot";
import { similarPath } from "../search/wanted";

/** So many examples a search takes from what is selected. */
const MOST = 20;

/** What the next action falls on: the selected shots of the active feed, else the focused one. */
export function chosen(labelling: Labelling): ShotItem[] {
  return targets(labelling.feed(labelling.get().active));
}

/** The chosen shots as examples of a search. */
export function examples(labelling: Labelling): string[] {
  return chosen(labelling)
    .slice(0, MOST)
    .map(({ id }) => id);
}

/** Keys for the chosen shots: those like them, the focused one's own page, no verdict any more. */
export function useShotKeys(labelling: Labelling, onSimilar?: () => void): void {
  const [, go] = useLocation();
  const similar = () => {
    const ids = examples(labelling);
    if (ids.length) go(similarPath(labelling.label, ids));
  };
  useKeys({
    similar: onSimilar ?? similar,
    withdraw: () => {
      const { marks } = labelling.get();
      const isJudged = (item: ShotItem) => verdictOf(item, marks.get(item.id)) !== null;
      if (chosen(labelling).some(isJudged)) labelling.judge(null);
    },
    openShot: () => {
      const feed = labelling.feed(labelling.get().active);
      const item = feed.items[feed.focus];
      if (item) go(shotPath(item.id, labelling.label));
    },
  });
}
