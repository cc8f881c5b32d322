import { twoDigits } from "../parts/words";
import { extentOf, linear, linePath } from "./scale";

const WIDTH = 72;
const HEIGHT = 20;
const EDGE = 3;

/** A curve without axes for tables and bars, from 0 to 1; `label` says it in words. */
export function Sparkline({ label, values }: { label: string; values: readonly number[] }) {
  const last = values.at(-1);
  if (last === undefined) return null;
  const x = linear([0, Math.max(1, values.length - 1)], [EDGE, WIDTH - EDGE]);
  const [low, high] = extentOf(values);
  const y = linear([Math.min(low, 0), Math.max(high, 1)], [HEIGHT - EDGE, EDGE]);
  const said = values.length > 1 ? `from ${twoDigits(values[0] ?? last)} to ` : "";
  return (
    <svg
      className="sparkline"
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${label}: ${said}${twoDigits(last)}`}
    >
      <line className="chart-axis" x1={EDGE} x2={WIDTH - EDGE} y1={y.at(0)} y2={y.at(0)} />
      <path
        className="chart-line"
        d={linePath(values.map((value, i) => ({ x: x.at(i), y: y.at(value) })))}
      />
      <circle className="chart-dot chosen" cx={x.at(values.length - 1)} cy={y.at(last)} r={2} />
    </svg>
  );
}
