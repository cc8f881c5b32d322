import { useLocation } from "wouter";
import { targets } from "../../labelling/labelling";
import type { Labelling } from "../../labelling/store";
import { useKeys } from "../../labelling/useKeys";
import type { ShotItem } from "../../shots/shot";
import { similarPath } from "../search/wanted";

/** So many examples a search takes from what is selected. */
const MOST = 20;

/** What the next action falls on: the selected shots of the active feed, else the focused one. */
export function chosen(labelling: Labelling): ShotItem[] {
  return targets(labelling.feed(labelling.get().active)).slice(0, MOST);
}

/** Keys that lead from a shot to elsewhere: shots like it, and its own page. */
export function useShotKeys(labelling: Labelling, onSimilar?: () => void): void {
  const [, go] = useLocation();
  const similar = () => {
    const ids = chosen(labelling).map(({ id }) => id);
    if (ids.length) go(similarPath(labelling.label, ids));
  };
  useKeys({
    similar: onSimilar ?? similar,
    openShot: () => {
      const feed = labelling.feed(labelling.get().active);
      const item = feed.items[feed.focus];
      if (item) go(`/shots/${encodeURIComponent(item.id)}`);
    },
  });
}
