import "./chart.css";
import { counted } from "../parts/words";

type Side = "positive" | "negative";

/** So many verdicts in a cluster count as enough. */
const ENOUGH = 10;

/**
 * How verdicts are spread over the library's clusters: ten cells for each verdict.
 *
 * A cell fills up to ten verdicts; an empty one shows what is missing, and leads there when clicked.
 */
export function DiversityCells({
  positives,
  negatives,
  onChoose,
}: {
  /** Verdicts in each cluster. */
  positives: readonly number[];
  negatives: readonly number[];
  onChoose?: (cluster: number, side: Side) => void;
}) {
  const sides: [Side, string, readonly number[]][] = [
    ["positive", "Yes", positives],
    ["negative", "No", negatives],
  ];
  return (
    <div className={onChoose ? "diversity choosable" : "diversity"}>
      {sides.map(([side, words, counts]) => (
        <div key={side} role="group" aria-label={summary(side, counts)} className="diversity-row">
          <span aria-hidden="true" className="diversity-name">
            {words}
          </span>
          {counts.map((count, cluster) => (
            <Cell
              // biome-ignore lint/suspicious/noArrayIndexKey: the index is the cluster
              key={cluster}
              side={side}
              count={count}
              words={`Cluster ${cluster + 1}: ${counted(count, `${side} verdict`)}`}
              onClick={onChoose && (() => onChoose(cluster, side))}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

function Cell({
  side,
  count,
  words,
  onClick,
}: {
  side: Side;
  count: number;
  words: string;
  onClick?: () => void;
}) {
  const fill = (
    <svg viewBox="0 0 10 10" preserveAspectRatio="none" aria-hidden="true">
      <rect
        className={`chart-bar ${side}`}
        width="10"
        height={Math.min(count, ENOUGH)}
        y={10 - Math.min(count, ENOUGH)}
      />
    </svg>
  );
  const look = count > 0 ? "diversity-cell" : "diversity-cell missing";
  if (!onClick)
    return (
      <span className={look} title={words}>
        {fill}
      </span>
    );
  return (
    <button
      type="button"
      className={look}
      aria-label={`${words}. Look there.`}
      title={`${words}. Click to look there.`}
      onClick={onClick}
    >
      {fill}
    </button>
  );
}

function summary(side: Side, counts: readonly number[]): string {
  const covered = counts.filter((count) => count > 0).length;
  return `${side} verdicts in ${covered} of ${counted(counts.length, "cluster")}`;
}
