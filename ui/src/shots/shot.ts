import type { Schema } from "../api/api";
import type { Item, Verdict } from "../labelling/labelling";
import { duration } from "../parts/words";

/** A shot as grids show it. */
export interface ShotItem extends Item {
  shot: Schema["Shot"];
  /** Its place in what was offered, from 1. */
  rank?: number;
  score?: number | null;
  /** Which feed offered it, where several versions fill one. */
  feedId?: string;
  /** A similarity is drawn differently from a probability. */
  scoreKind?: Schema["ScoreKind"];
  /** Why it is here, in words. */
  reason?: string;
  /** Its verdict was given before, elsewhere: it is shown dimmed. */
  isEarlier?: boolean;
}

/** A shot that a feed or a search offers. */
export function offeredItem(offered: Schema["OfferedShot"]): ShotItem {
  const verdict = offered.verdict ?? null;
  return {
    id: offered.shot.id,
    shot: offered.shot,
    verdict,
    rank: offered.rank,
    score: offered.score,
    scoreKind: offered.score_kind,
    reason: offered.reason,
    isEarlier: verdict !== null,
  };
}

/** Any other shot: `shotItem(shot, { verdict, score, scoreKind: "probability" })`. */
export function shotItem(shot: Schema["Shot"], more: Partial<ShotItem> = {}): ShotItem {
  return { id: shot.id, shot, verdict: null, ...more };
}

export const VERDICT_WORDS: Record<Verdict, string> = {
  positive: "yes",
  negative: "no",
  skip: "skipped",
};

/** The page of a shot, which keeps the label that one judges for. */
export function shotPath(id: string, label: string | null): string {
  const search = label ? `?${new URLSearchParams({ label })}` : "";
  return `/shots/${encodeURIComponent(id)}${search}`;
}

/** `Shot 3 of film.mp4`; a part of a long take says so. */
export function nameOf({ position, part, parts, video_name }: Schema["Shot"]): string {
  const of = parts > 1 ? `, part ${part} of ${parts},` : "";
  return `Shot ${position + 1}${of} of ${video_name}`;
}

/** What a screen reader says of a tile: `Shot 3 of film.mp4, 0:12 long, score 0.87, yes`. */
export function spokenOf(item: ShotItem, verdict: Verdict | null): string {
  const { shot, score, scoreKind } = item;
  return [
    nameOf(shot),
    `at ${duration(shot.start)}`,
    `${duration(shot.end - shot.start)} long`,
    score != null && `${scoreKind === "similarity" ? "similarity" : "score"} ${score.toFixed(2)}`,
    verdict ? VERDICT_WORDS[verdict] : "not judged",
  ]
    .filter(Boolean)
    .join(", ");
}
