import { counted, shortCount, twoDigits } from "../parts/words";
import { type Axis, Frame } from "./Frame";
import { extentOf, logCount, logTicks, type Scale, ticks, wholeTicks } from "./scale";

export interface HistogramData {
  edges: readonly number[];
  counts: readonly number[];
}

interface HistogramProps {
  /** What the chart shows, in a sentence. */
  label: string;
  /** What is spread along the axis, with its unit. */
  xTitle: string;
  data: HistogramData;
  look?: "plain" | "positive" | "negative";
  /** A cut that a person can move; what lies below it is drawn pale. */
  cut?: { label: string; value: number; onMove: (value: number) => void };
  height?: number;
}

/** From so many on, counts grow by powers of ten, so that a few are seen beside many. */
const MANY = 20;

/** How many shots lie where. */
export function Histogram({ label, xTitle, data, look = "plain", cut, height }: HistogramProps) {
  const bars = barsOf(data);
  const most = Math.max(0, ...data.counts);
  const domain = extentOf(data.edges);
  const x: Axis = { title: xTitle, domain, ticks: ticks(domain), words: shortest };
  const isLog = most > MANY;
  const heightOf = isLog ? logCount : (count: number) => count;
  const y: Axis = isLog
    ? {
        title: "shots (each line is ten times the one below)",
        domain: [0, logCount(most)],
        ticks: logTicks(most).map(logCount),
        words: (tick) => shortCount(10 ** (tick - 1)),
      }
    : {
        title: "shots",
        domain: [0, Math.max(1, most)],
        ticks: wholeTicks([0, Math.max(1, most)], 4),
      };
  const rows = bars.map(({ low, high, count }) => [
    `${twoDigits(low)} to ${twoDigits(high)}`,
    count.toLocaleString("en"),
  ]);
  return (
    <Frame
      label={label}
      x={x}
      y={y}
      height={height}
      table={{ head: [xTitle, "shots"], rows }}
      below={(scale) => cut && <CutSlider cut={cut} scale={scale} />}
    >
      {(across, up) => (
        <>
          {bars.map(({ low, high, count }) => (
            <rect
              key={low}
              className={`chart-bar ${cut && (low + high) / 2 < cut.value ? "below" : look}`}
              x={across.at(low) + 0.5}
              width={Math.max(1, across.at(high) - across.at(low) - 1)}
              y={up.at(heightOf(count))}
              height={up.at(0) - up.at(heightOf(count))}
            >
              <title>{`${counted(count, "shot")} from ${twoDigits(low)} to ${twoDigits(high)}`}</title>
            </rect>
          ))}
          {cut && (
            <line
              className="chart-cut"
              x1={across.at(cut.value)}
              x2={across.at(cut.value)}
              y1={up.range[1] - 4}
              y2={up.range[0]}
            />
          )}
        </>
      )}
    </Frame>
  );
}

const THUMB = 16;
const STEPS = 200;

/** A slider exactly under the plot: its thumb is where the cut is drawn. */
function CutSlider({ cut, scale }: { cut: NonNullable<HistogramProps["cut"]>; scale: Scale }) {
  const [left, right] = scale.range;
  const [low, high] = scale.domain;
  return (
    <input
      type="range"
      className="chart-cut-slider"
      aria-label={cut.label}
      aria-valuetext={twoDigits(cut.value)}
      min={low}
      max={high}
      step={(high - low) / STEPS || 1}
      value={cut.value}
      style={{ marginLeft: left - THUMB / 2, width: right - left + THUMB }}
      onChange={(event) => cut.onMove(Number(event.target.value))}
    />
  );
}

function barsOf({ edges, counts }: HistogramData) {
  return counts.map((count, i) => ({
    low: edges[i] as number,
    high: edges[i + 1] as number,
    count,
  }));
}

function shortest(value: number): string {
  return String(Number(value.toFixed(2)));
}
