/** What was said of shots, as Review shows it: pure. */

import type { Schema } from "../../api/api";
import { ago, percent } from "../../parts/words";
import { type ShotItem, shotItem, VERDICT_WORDS } from "../../shots/shot";

export type Reviewed = Schema["Reviewed"];

/** Everything said of one shot, in the order of the review. */
export type Said = readonly Reviewed[];

/** From here on a verdict is more likely wrong than right. */
const SUSPICIOUS = 0.5;

export const SOURCE_WORDS: Record<Schema["Source"], string> = {
  search: "search",
  suggested: "suggested",
  "top-positive": "top positive",
  "top-negative": "top negative",
  borderline: "borderline",
  random: "random",
  selection: "selection",
  review: "review",
  import: "import",
  direct: "elsewhere",
};

/** What was said, by shot: several annotators may have spoken of one. */
export function byShot(items: readonly Reviewed[]): Map<string, Reviewed[]> {
  const found = new Map<string, Reviewed[]>();
  for (const item of items) {
    const id = item.annotation.shot_id;
    found.set(id, [...(found.get(id) ?? []), item]);
  }
  return found;
}

/** The shots of a page, once each; those that are gone cannot be shown. */
export function itemsOf(page: readonly Reviewed[]): ShotItem[] {
  return [...byShot(page).values()].flatMap(([first]) =>
    first?.shot
      ? [
          shotItem(first.shot, {
            verdict: first.annotation.verdict,
            score: first.probability,
            scoreKind: "probability",
            reason: captionOf([first], undefined),
          }),
        ]
      : [],
  );
}

/**
 * One line for a shot: what is odd about its verdict, who gave it, when, and the note.
 *
 * `note` is what was written since.
 */
export function captionOf(said: Said, note: string | undefined, now = Date.now()): string {
  const [first] = said;
  if (!first) return "";
  const { annotation } = first;
  const written = note ?? annotation.note;
  return [
    ...oddities(said),
    written && `“${written}”`,
    `${annotation.annotator || "somebody"}, ${ago(annotation.at, now)}`,
    SOURCE_WORDS[annotation.source],
  ]
    .filter(Boolean)
    .join(" · ");
}

function oddities(said: Said): string[] {
  const [first] = said;
  if (!first) return [];
  const found: string[] = [];
  if (first.disagreement) found.push(disagreement(said));
  if (first.suspicion >= SUSPICIOUS) found.push(`likely wrong, ${percent(first.suspicion)}`);
  else if (first.contradicts_version) found.push("the version disagrees");
  return found;
}

function disagreement(said: Said): string {
  if (said.length < 2) return "annotators disagree";
  return said
    .map(({ annotation: { annotator, verdict } }) => {
      const words = verdict ? VERDICT_WORDS[verdict] : "nothing";
      return `${annotator}: ${words}`;
    })
    .join(", ");
}
