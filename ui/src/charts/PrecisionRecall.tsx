import { twoDigits } from "../parts/words";
import { type Axis, Frame } from "./Frame";
import { Legend } from "./Legend";
import { linePath, thinned } from "./scale";

export interface CurvePoint {
  recall: number;
  precision: number;
  threshold: number;
}

export interface Curve {
  /** Whose curve it is, such as `version 7`. */
  name: string;
  points: readonly CurvePoint[];
}

const SHARE = { domain: [0, 1] as const, ticks: [0, 0.25, 0.5, 0.75, 1] };
const X: Axis = { ...SHARE, title: "recall (share of the positives found)" };
const Y: Axis = { ...SHARE, title: "precision (share of the found that is right)" };
const ROWS = 12;

/** One precision-recall curve, or two over each other: the second is dashed. */
export function PrecisionRecall({ curves, height }: { curves: readonly Curve[]; height?: number }) {
  const shown = curves.filter((curve) => curve.points.length > 0);
  const rows = shown.flatMap(({ name, points }) =>
    thinned(points, ROWS).map((point) => [
      name,
      twoDigits(point.recall),
      twoDigits(point.precision),
      twoDigits(point.threshold),
    ]),
  );
  const names = shown.map((curve) => curve.name).join(" and ");
  return (
    <Frame
      label={names ? `Precision and recall of ${names}.` : "No precision and recall known yet."}
      x={X}
      y={Y}
      height={height}
      table={{ head: ["classifier", "recall", "precision", "threshold"], rows }}
      below={() => curves.length > 1 && <Legend names={curves.map((curve) => curve.name)} />}
    >
      {(x, y) =>
        curves.map(({ name, points }, i) => (
          <path
            key={name}
            className={i ? "chart-line other" : "chart-line"}
            d={linePath(points.map((p) => ({ x: x.at(p.recall), y: y.at(p.precision) })))}
          />
        ))
      }
    </Frame>
  );
}
