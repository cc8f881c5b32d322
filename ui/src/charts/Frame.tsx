import type { ReactNode } from "react";
import { useBox } from "../parts/useBox";
import "./chart.css";
import { linear, type Range, type Scale } from "./scale";

export interface Axis {
  /** What is counted, with its unit. */
  title: string;
  domain: Range;
  ticks: readonly number[];
  words?: (value: number) => string;
}

/** What a chart shows, as a table for those who cannot see it. */
export interface ChartTable {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

interface FrameProps {
  /** What the chart shows, in a sentence. */
  label: string;
  x: Axis;
  y: Axis;
  table: ChartTable;
  height?: number;
  /** Below the chart, such as a legend or a slider; it gets the plot's place in pixels. */
  below?: (x: Scale) => ReactNode;
  children: (x: Scale, y: Scale) => ReactNode;
}

/** Before the real width is known. */
const WIDTH = 320;
const LEFT = 44;
const RIGHT = 12;
const TOP = 20;
const BOTTOM = 36;

/** Axes with titles and grid lines, around whatever `children` draws between them. */
export function Frame({ label, x, y, table, height = 200, below, children }: FrameProps) {
  const [figure, box] = useBox<HTMLElement>();
  const width = box?.width ?? WIDTH;
  const xScale = linear(x.domain, [LEFT, Math.max(LEFT + 1, width - RIGHT)]);
  const yScale = linear(y.domain, [height - BOTTOM, TOP]);
  return (
    <figure className="chart" ref={figure}>
      <svg width={width} height={height} role="img" aria-label={label}>
        <YAxis axis={y} scale={yScale} x={xScale} />
        <XAxis axis={x} scale={xScale} y={yScale} />
        {children(xScale, yScale)}
      </svg>
      {below?.(xScale)}
      <HiddenTable caption={label} {...table} />
    </figure>
  );
}

function YAxis({ axis, scale, x }: { axis: Axis; scale: Scale; x: Scale }) {
  const [left, right] = x.range;
  return (
    <g>
      <text x={0} y={10} className="chart-title">
        {axis.title}
      </text>
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={left}
            x2={right}
            y1={scale.at(tick)}
            y2={scale.at(tick)}
            className="chart-grid"
          />
          <text x={left - 6} y={scale.at(tick)} dy="0.32em" textAnchor="end">
            {axis.words?.(tick) ?? tick}
          </text>
        </g>
      ))}
    </g>
  );
}

function XAxis({ axis, scale, y }: { axis: Axis; scale: Scale; y: Scale }) {
  const [left, right] = scale.range;
  const [bottom] = y.range;
  return (
    <g>
      <line x1={left} x2={right} y1={bottom} y2={bottom} className="chart-axis" />
      {axis.ticks.map((tick) => (
        <text key={tick} x={scale.at(tick)} y={bottom + 14} textAnchor="middle">
          {axis.words?.(tick) ?? tick}
        </text>
      ))}
      <text x={(left + right) / 2} y={bottom + 31} textAnchor="middle" className="chart-title">
        {axis.title}
      </text>
    </g>
  );
}

/** The table behind a chart; only screen readers meet it. */
export function HiddenTable({ caption, head, rows }: ChartTable & { caption: string }) {
  return (
    <div className="visually-hidden">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join("|")}>
              {row.map((cell, column) => (
                <td key={head[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
