import { counted, twoDigits } from "../parts/words";
import { type Axis, Frame } from "./Frame";
import { linePath } from "./scale";

export interface ReliabilityBin {
  predicted: number;
  observed: number;
  low: number;
  high: number;
  count: number;
}

const SHARE = { domain: [0, 1] as const, ticks: [0, 0.25, 0.5, 0.75, 1] };
const X: Axis = { ...SHARE, title: "probability given by the classifier" };
const Y: Axis = { ...SHARE, title: "share that was judged positive" };

/** Whether a probability can be taken at its word: on the diagonal, it can. */
export function Reliability({
  bins,
  height,
}: {
  bins: readonly ReliabilityBin[];
  height?: number;
}) {
  const used = bins.filter((bin) => bin.count > 0);
  const rows = used.map((bin) => [
    twoDigits(bin.predicted),
    `${twoDigits(bin.observed)} (${twoDigits(bin.low)} to ${twoDigits(bin.high)})`,
    String(bin.count),
  ]);
  return (
    <Frame
      label="Given probabilities against the shares that were judged positive."
      x={X}
      y={Y}
      height={height}
      table={{ head: ["probability", "judged positive", "shots"], rows }}
    >
      {(x, y) => (
        <>
          <path
            className="chart-line ideal"
            d={linePath([
              { x: x.at(0), y: y.at(0) },
              { x: x.at(1), y: y.at(1) },
            ])}
          />
          {used.map((bin, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two bins may have the same probability
            <g key={place}>
              <title>
                {`Of ${counted(bin.count, "shot")} given about ${twoDigits(bin.predicted)}, ` +
                  `a share of ${twoDigits(bin.observed)} was positive.`}
              </title>
              <line
                className="chart-whisker"
                x1={x.at(bin.predicted)}
                x2={x.at(bin.predicted)}
                y1={y.at(bin.low)}
                y2={y.at(bin.high)}
              />
              <circle
                className="chart-dot"
                cx={x.at(bin.predicted)}
                cy={y.at(bin.observed)}
                r={Math.min(8, 3 + Math.log10(bin.count))}
              />
            </g>
          ))}
        </>
      )}
    </Frame>
  );
}
