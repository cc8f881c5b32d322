import type { Mark } from "../../labelling/labelling";

export type FeedKind = "suggested" | "top-positive" | "borderline" | "random" | "top-negative";

interface FeedWords {
  kind: FeedKind;
  title: string;
  /** What judging here is good for, in one line. */
  purpose: string;
}

/** The feed that one judges in as a rule: it goes on from each new version. */
export const SUGGESTED = "suggested";

/** After so many verdicts a new version is worth its while: `BATCH` of `learn/suggested.py`. */
export const BATCH = 5;

/** The feeds, as they stand from left to right. */
export const FEEDS: readonly FeedWords[] = [
  {
    kind: SUGGESTED,
    title: "Suggested",
    purpose: "What to judge next: looks for a yes, then settles doubts.",
  },
  {
    kind: "top-positive",
    title: "Top positive",
    purpose: "Most likely yes: confirm, and catch lookalikes.",
  },
  {
    kind: "borderline",
    title: "Borderline",
    purpose: "It cannot decide: each verdict here teaches it most.",
  },
  {
    kind: "random",
    title: "Random",
    purpose: "Drawn evenly from all: keeps the numbers honest.",
  },
  {
    kind: "top-negative",
    title: "Top negative",
    purpose: "Most likely no: look for a yes that it misses.",
  },
];

/** The feed of shots whose score changed most with the newest Build. */
export const MOVED = "moved";

export type FeedKey = FeedKind | typeof MOVED;

export function isFeedKind(text: string): text is FeedKind {
  return FEEDS.some(({ kind }) => kind === text);
}

/** How many shots are left in a feed: what the server counted, less what was judged since. */
export function leftNow(left: number, at: number, marks: ReadonlyMap<string, Mark>): number {
  let judged = 0;
  for (const mark of marks.values()) if (mark.at > at && mark.verdict !== null) judged += 1;
  return Math.max(0, left - judged);
}

/** What was new when a Build was asked for. */
export interface Asked {
  version: number | null;
  count: number;
}

/** Whether enough is new for a Build by itself; the first one is up to the person. */
export function isDue({ version, count }: Asked, before: Asked | null): boolean {
  if (version === null) return false;
  const tried = before?.version === version ? before.count : 0;
  return count >= tried + BATCH;
}

/** `12 new judgements since version 7`. */
export function newWords(count: number, version: number | null): string {
  const judgements = `${count.toLocaleString("en")} new judgement${count === 1 ? "" : "s"}`;
  if (version === null) return count === 0 ? "nothing judged yet" : judgements;
  return count === 0
    ? `nothing new since version ${version}`
    : `${judgements} since version ${version}`;
}
