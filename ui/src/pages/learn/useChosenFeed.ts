import { useEffect } from "react";
import type { Labelling } from "../../labelling/store";
import { useKeys } from "../../labelling/useKeys";
import { useActiveFeed } from "../../labelling/useLabelling";
import { useAddress } from "../../parts/address";
import { toUnjudged } from "../judging/clearJudged";
import { type FeedKey, isFeedKind, MOVED, SUGGESTED } from "./kinds";

/** Which feed keys act on, by key, tab or address. */
export function useChosenFeed(labelling: Labelling, onMoved: () => void): (feed: FeedKey) => void {
  const [address, setAddress] = useAddress("feed", SUGGESTED);
  const active = useActiveFeed(labelling);
  const choose = (feed: FeedKey) => {
    if (feed === MOVED) onMoved();
    labelling.dispatch({ type: "activate", feed });
    toUnjudged(labelling, feed);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address counts once, on arrival
  useEffect(
    () => choose(isFeedKind(address) || address === MOVED ? address : SUGGESTED),
    [labelling],
  );
  useEffect(() => {
    if (active) setAddress(active);
  }, [active, setAddress]);
  useKeys({
    feed0: () => choose(SUGGESTED),
    feed1: () => choose("top-positive"),
    feed2: () => choose("borderline"),
    feed3: () => choose("random"),
    feed4: () => choose("top-negative"),
  });
  return choose;
}
