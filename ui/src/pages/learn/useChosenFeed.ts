import { useEffect } from "react";
import type { Labelling } from "../../labelling/store";
import { useKeys } from "../../labelling/useKeys";
import { useActiveFeed } from "../../labelling/useLabelling";
import { useAddress } from "../../parts/address";
import { toUnjudged } from "../judging/clearJudged";
import { type FeedKey, isFeedKind, MOVED } from "./kinds";

/** Which feed keys act on, by key, tab or address. */
export function useChosenFeed(labelling: Labelling, onMoved: () => void): (feed: FeedKey) => void {
  const [address, setAddress] = useAddress("feed", "top-positive");
  const active = useActiveFeed(labelling);
  const choose = (feed: FeedKey) => {
    if (feed === MOVED) onMoved();
    labelling.dispatch({ type: "activate", feed });
    toUnjudged(labelling, feed);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address counts once, on arrival
  useEffect(
    () => choose(isFeedKind(address) || address === MOVED ? address : "top-positive"),
    [labelling],
  );
  useEffect(() => {
    if (active) setAddress(active);
  }, [active, setAddress]);
  useKeys({
    feed1: () => choose("top-positive"),
    feed2: () => choose("borderline"),
    feed3: () => choose("random"),
    feed4: () => choose("top-negative"),
  });
  return choose;
}
