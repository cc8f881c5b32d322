import type { Verdict } from "../labelling/labelling";
import { Icon, type IconName } from "../parts/icons";
import "./Marks.css";
import { VERDICT_WORDS } from "./shot";

const ICONS: Record<Verdict, IconName> = { positive: "check", negative: "cross", skip: "dash" };

/** A verdict as a shape and a colour: check, cross or dash. */
export function VerdictMark({ verdict, dim }: { verdict: Verdict | null; dim?: boolean }) {
  if (verdict === null) return null;
  return (
    <span
      className={`verdict-mark ${verdict}${dim ? " dimmed" : ""}`}
      role="img"
      aria-label={VERDICT_WORDS[verdict]}
    >
      <Icon name={ICONS[verdict]} size={14} />
    </span>
  );
}

/**
 * A score in two digits with a small drawing: a probability fills a bar, a similarity is a point
 * on a line, since half of a similarity means nothing.
 */
export function ScoreMark({
  score,
  kind = "probability",
}: {
  score: number;
  kind?: "similarity" | "probability";
}) {
  const share = Math.max(0, Math.min(1, score));
  const isSimilarity = kind === "similarity";
  return (
    <span className="score-mark" title={isSimilarity ? SIMILARITY : PROBABILITY}>
      <svg viewBox="0 0 32 8" aria-hidden="true">
        {isSimilarity ? (
          <>
            <path className="score-line" d="M1 4h30" />
            <circle className="score-share" cx={2 + 28 * share} cy="4" r="2.5" />
          </>
        ) : (
          <>
            <rect className="score-ground" y="1" width="32" height="6" rx="1" />
            <rect className="score-share" y="1" width={32 * share} height="6" rx="1" />
          </>
        )}
      </svg>
      {isSimilarity && "~"}
      {score.toFixed(2).replace(/^(-?)0/, "$1")}
    </span>
  );
}

const SIMILARITY = "Similarity to the search; only its order means something";
const PROBABILITY = "Probability of yes, by the classifier";
