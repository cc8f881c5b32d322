import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { useKeys } from "../../labelling/useKeys";
import { classes } from "../../parts/classes";
import { duration, twoDigits } from "../../parts/words";
import { HoverPlayer } from "../../shots/HoverPlayer";
import { VerdictMark } from "../../shots/Marks";
import { Poster } from "../../shots/Poster";
import { shotPath } from "../../shots/shot";
import { lastLabel } from "../labels/lastLabel";
import "./RowList.css";
import type { TableRow, TableState } from "./useTable";

interface RowListProps {
  state: TableState;
  rows: readonly TableRow[];
  total: number;
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
  onSort: (sort: string) => void;
}

const HEIGHT = 64;

/** Rows of shots with a column for each label; of any length, since only some are in the page. */
export function RowList(props: RowListProps) {
  const { state, rows, hasMore, isLoading, onMore } = props;
  const frame = useRef<HTMLElement>(null);
  const [focus, setFocus] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => HEIGHT,
    overscan: 6,
    scrollPaddingStart: 40,
  });
  const shown = virtual.getVirtualItems();
  const isNearEnd = (shown.at(-1)?.index ?? 0) > rows.length - 20;
  useEffect(() => {
    if (isNearEnd && hasMore && !isLoading) onMore();
  }, [isNearEnd, hasMore, isLoading, onMore]);
  useRowKeys(frame, rows, focus, (next) => {
    setFocus(next);
    virtual.scrollToIndex(next);
  });
  const first = shown[0];
  const last = shown.at(-1);
  const columns = state.labels.length + 4;
  return (
    <section
      ref={frame}
      aria-label="Shots"
      className="row-list"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows move in it
      tabIndex={0}
    >
      <table aria-rowcount={props.total + 1} style={{ minWidth: 440 + 104 * state.labels.length }}>
        <Heads {...props} />
        <tbody>
          <Gap height={first?.start ?? 0} columns={columns} />
          {shown.map(({ index }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <Row
                key={row.shot.id}
                row={row}
                labels={state.labels}
                index={index}
                isFocused={index === focus}
                onPress={() => setFocus(index)}
              />
            );
          })}
          <Gap height={virtual.getTotalSize() - (last?.end ?? 0)} columns={columns} />
        </tbody>
      </table>
    </section>
  );
}

/** The place of rows that are not in the page. */
function Gap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className="row-list-gap" style={{ height }}>
      <td colSpan={columns} />
    </tr>
  );
}

function Heads({ state, onSort }: RowListProps) {
  const heads: (readonly [id: string, title: string])[] = [
    ["video", "Shot"],
    ["start", "Start"],
    ["duration", "Length"],
    ...state.labels.map((label) => [`label:${label}`, label] as const),
  ];
  return (
    <thead>
      <tr>
        <th scope="col" className="row-list-picture-head">
          <span className="visually-hidden">Picture</span>
        </th>
        {heads.map(([id, title]) => {
          const isSorted = state.sort === id;
          const direction = state.descending ? "descending" : "ascending";
          return (
            <th
              key={id}
              scope="col"
              className={id === "video" ? undefined : "narrow"}
              aria-sort={isSorted ? direction : undefined}
            >
              <button
                type="button"
                className="table-sort"
                title={`Sort by ${title}`}
                onClick={() => onSort(id)}
              >
                <span>{title}</span>
                {isSorted && (state.descending ? " ↓" : " ↑")}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function Row({
  row,
  labels,
  index,
  isFocused,
  onPress,
}: {
  row: TableRow;
  labels: readonly string[];
  index: number;
  isFocused: boolean;
  onPress: () => void;
}) {
  const { shot } = row;
  const [isHovered, setHovered] = useState(false);
  return (
    <tr
      aria-rowindex={index + 2}
      aria-current={isFocused}
      className={classes(isFocused && "focused")}
      onClick={onPress}
    >
      <td>
        <div
          className="row-list-picture"
          onPointerEnter={() => setHovered(true)}
          onPointerLeave={() => setHovered(false)}
        >
          <Poster shot={shot.id} video={shot.video_id} exists={shot.has_poster} />
          <HoverPlayer shot={shot.id} wanted={shot.has_poster && isHovered} />
        </div>
      </td>
      <td>
        <div className="row-list-name">
          <Link
            href={shotPath(shot.id, lastLabel())}
            title={shot.video_name}
            tabIndex={isFocused ? 0 : -1}
          >
            {shot.video_name}
          </Link>
          <span className="small dim">
            shot {shot.position + 1}
            {shot.parts > 1 && `, part ${shot.part} of ${shot.parts}`}
          </span>
        </div>
      </td>
      <td>{duration(shot.start)}</td>
      <td>{duration(shot.end - shot.start)}</td>
      {labels.map((label) => (
        <Heat key={label} score={row.scores[label]} verdict={row.verdicts[label]} />
      ))}
    </tr>
  );
}

const STRONGEST = 24;

/** A score as a number on a ground that grows darker with it, and the verdict beside it. */
function Heat({
  score,
  verdict,
}: {
  score: number | null | undefined;
  verdict: TableRow["verdicts"][string] | undefined;
}) {
  const share = Math.round(STRONGEST * (score ?? 0));
  return (
    <td style={{ background: `color-mix(in srgb, var(--text) ${share}%, transparent)` }}>
      <span className="row-list-score">
        {score == null ? <span className="dim">–</span> : twoDigits(score)}
        <VerdictMark verdict={verdict ?? null} />
      </span>
    </td>
  );
}

function useRowKeys(
  frame: React.RefObject<HTMLElement | null>,
  rows: readonly TableRow[],
  focus: number,
  onFocus: (index: number) => void,
) {
  const [, go] = useLocation();
  const isHere = ({ target }: KeyboardEvent) =>
    target === document.body || (target instanceof Node && frame.current?.contains(target));
  const move = (step: number) => (event: KeyboardEvent) => {
    if (!isHere(event) || rows.length === 0) return false;
    onFocus(Math.max(0, Math.min(rows.length - 1, focus + step)));
  };
  const open = (event: KeyboardEvent) => {
    const row = rows[focus];
    if (!isHere(event) || !row) return false;
    go(shotPath(row.shot.id, lastLabel()));
  };
  const screen = () => Math.max(1, Math.floor((frame.current?.clientHeight ?? 0) / HEIGHT) - 1);
  useKeys({
    up: move(-1),
    down: move(1),
    pageUp: (event) => move(-screen())(event),
    pageDown: (event) => move(screen())(event),
    first: move(Number.NEGATIVE_INFINITY),
    last: move(Number.POSITIVE_INFINITY),
    loupe: open,
    openShot: open,
  });
}
