import { type Interval, withInterval } from "../parts/words";
import { type Axis, Frame } from "./Frame";
import { bandPath, linePath } from "./scale";

export interface LinePoint {
  x: number;
  /** The value with its interval; `null` where it could not be estimated. */
  y: Interval | null;
  /** What the point is, such as `version 7, 120 verdicts`. */
  name: string;
}

interface LineChartProps {
  /** What the chart shows, in a sentence. */
  label: string;
  x: Axis;
  y: Axis;
  points: readonly LinePoint[];
  /** The `x` of points to mark. */
  chosen?: readonly number[];
  onChoose?: (x: number) => void;
  height?: number;
}

/** A line with the interval of each point as a band: a learning curve over versions. */
export function LineChart({ label, x, y, points, chosen = [], onChoose, height }: LineChartProps) {
  const known = points.flatMap((point) => (point.y ? [{ ...point, y: point.y }] : []));
  const rows = points.map(({ name, y: value }) => [name, value ? withInterval(value) : "unknown"]);
  return (
    <Frame label={label} x={x} y={y} height={height} table={{ head: [x.title, y.title], rows }}>
      {(across, up) => (
        <>
          <path
            className="chart-band"
            d={bandPath(
              known.map((point) => ({
                x: across.at(point.x),
                low: up.at(point.y.low),
                high: up.at(point.y.high),
              })),
            )}
          />
          <path
            className="chart-line"
            d={linePath(known.map((p) => ({ x: across.at(p.x), y: up.at(p.y.value) })))}
          />
          {known.map((point) => {
            const cx = across.at(point.x);
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: a list beside the chart does the same
              <g key={point.x} onClick={onChoose && (() => onChoose(point.x))}>
                <title>{`${point.name}: ${withInterval(point.y)}`}</title>
                <line
                  className="chart-whisker"
                  x1={cx}
                  x2={cx}
                  y1={up.at(point.y.low)}
                  y2={up.at(point.y.high)}
                />
                <circle
                  className={chosen.includes(point.x) ? "chart-dot chosen" : "chart-dot"}
                  cx={cx}
                  cy={up.at(point.y.value)}
                  r={4}
                />
                {onChoose && (
                  <circle className="chart-hit" cx={cx} cy={up.at(point.y.value)} r={16} />
                )}
              </g>
            );
          })}
        </>
      )}
    </Frame>
  );
}
