import { HiddenTable } from "./Frame";

export interface BarRow {
  name: string;
  value: number;
  /** The value as people read it, with its unit. */
  words: string;
}

/** Named values as horizontal bars, longest possible at `most`. */
export function Bars({
  label,
  unit,
  rows,
  most = Math.max(0, ...rows.map((row) => row.value)),
}: {
  /** What the chart shows, in a sentence. */
  label: string;
  unit: string;
  rows: readonly BarRow[];
  most?: number;
}) {
  return (
    <figure className="chart">
      <div className="chart-bars" aria-hidden="true">
        {rows.map((row) => (
          <div key={row.name} className="chart-bars-row">
            <span className="chart-bars-name">{row.name}</span>
            <svg
              aria-hidden="true"
              width="100%"
              height="12"
              preserveAspectRatio="none"
              viewBox="0 0 100 12"
            >
              <rect className="chart-bar" height="12" width={most ? (100 * row.value) / most : 0} />
            </svg>
            <span className="chart-bars-words">{row.words}</span>
          </div>
        ))}
      </div>
      <HiddenTable
        caption={label}
        head={["name", unit]}
        rows={rows.map((row) => [row.name, row.words])}
      />
    </figure>
  );
}
