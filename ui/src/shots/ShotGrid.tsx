import { useVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import {
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { previewOf } from "../api/api";
import type { Labelling } from "../labelling/store";
import { useActiveFeed, useFeed } from "../labelling/useLabelling";
import { classes } from "../parts/classes";
import { useDensity } from "../parts/preferences";
import { useLook } from "./look";
import { columnsOf } from "./moves";
import { prefetch } from "./player";
import "./ShotGrid.css";
import { ShotTile, type TileProps } from "./ShotTile";
import type { ShotItem } from "./shot";
import { type OnSide, useGridKeys, usePresses } from "./useGridKeys";

export interface GridProps {
  labelling: Labelling;
  /** Which feed of the labelling to show. */
  feed: string;
  /** What the grid holds, for screen readers: "Top positive". */
  label: string;
  /** There are further pages; `onMore` is called as their place comes near. */
  hasMore?: boolean;
  isLoading?: boolean;
  onMore?: () => void;
  /** Let a narrow column hold smaller tiles than the density says. */
  leastWidth?: number;
  /** Left in the first column and right in the last one: go to the grid beside this one. */
  onSide?: OnSide;
  /** A second line below each shot; `null` leaves it empty. */
  captionOf?: (item: ShotItem) => string | null;
}

/** So many shots are loaded ahead: nobody types faster than they come. */
const AHEAD = 100;
const GAP = 12;
const STRIP = 24;
const CAPTION = 36;
const EDGES = 4;

/**
 * A feed as a grid of any length; only what is on screen is in the page.
 *
 * It fills its parent, a flex column with a height. Arrows move, Shift extends, `A` selects what is
 * on screen; a click focuses, with Shift it extends and with Ctrl or Cmd it selects one more.
 * Enter and a double click look closer: put one `<Looks labelling={labelling} />` beside the grids.
 */
export function ShotGrid(props: GridProps) {
  const { labelling, feed: key, hasMore = false, isLoading = false } = props;
  const feed = useFeed(labelling, key);
  const isActive = useActiveFeed(labelling) === key;
  const [look, setLook] = useLook();
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  const { captionOf } = props;
  const { width, columns, tile, height } = useSizes(
    frame,
    props.leastWidth,
    STRIP + (captionOf ? CAPTION : 0),
  );
  const length = feed.items.length + (hasMore || isLoading ? columns : 0);
  const rows = Math.ceil(length / columns);
  const virtual = useVirtualizer({
    count: width === 0 ? 0 : rows,
    getScrollElement: () => frame.current,
    estimateSize: () => height + GAP,
    overscan: 2,
    paddingStart: GAP / 2,
    scrollPaddingStart: GAP,
    scrollPaddingEnd: GAP,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when tiles change size
  useLayoutEffect(() => virtual.measure(), [height]);
  const shown = virtual.getVirtualItems();
  const end = Math.max(((shown.at(-1)?.index ?? 0) + 1) * columns, feed.focus);
  const isNearEnd = end + AHEAD >= feed.items.length;
  useMore(props.onMore, width > 0 && hasMore && !isLoading && isNearEnd);

  // Keys and undo bring the focus into view; after a click it is there already.
  const focusRow = feed.focus < 0 ? -1 : Math.floor(feed.focus / columns);
  const reveal = useCallback(() => {
    if (width > 0 && focusRow >= 0) virtual.scrollToIndex(focusRow, { align: "auto" });
  }, [virtual, focusRow, width]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each move, also within a row
  useEffect(reveal, [reveal, feed.focus]);
  useEffect(() => {
    const next = isActive ? feed.items.slice(feed.focus + 1, feed.focus + 3) : [];
    prefetch(next.filter((item) => item.shot.has_poster).map((item) => previewOf(item.id)));
  }, [feed.focus, feed.items, isActive]);

  const layout = () => {
    const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
    return { columns, firstRow: startIndex, lastRow: endIndex, reveal };
  };
  const lookCloser = () => setLook("loupe");
  useGridKeys(labelling, key, layout, frame, lookCloser, props.onSide);
  const presses = usePresses(labelling, key, useNewest(lookCloser));
  const tileId = (index: number) => `${id}-${index}`;
  const isFocusShown = shown.some((row) => row.index === focusRow);
  return (
    <div
      ref={frame}
      role="grid"
      aria-label={props.label}
      data-feed={key}
      aria-multiselectable="true"
      aria-rowcount={hasMore ? -1 : rows}
      aria-colcount={columns}
      aria-busy={isLoading}
      aria-activedescendant={
        feed.items[feed.focus] && isFocusShown ? tileId(feed.focus) : undefined
      }
      tabIndex={0}
      className={classes("grid", isActive && "active")}
      onFocus={() => labelling.dispatch({ type: "activate", feed: key })}
    >
      <div className="grid-rows" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {shown.map((row) => (
          <Row key={row.key} row={row} columns={columns} tile={tile} height={height}>
            {(index, column) => {
              const item = feed.items[index];
              if (!item) return index < length && <Waiting key={index} />;
              const props: TileProps = {
                labelling,
                item,
                index,
                column,
                id: tileId(index),
                focused: index === feed.focus,
                selected: feed.selected.has(item.id),
                plays: isActive && look === "grid",
                caption: captionOf?.(item),
                ...presses,
              };
              return <ShotTile key={item.id} {...props} />;
            }}
          </Row>
        ))}
      </div>
    </div>
  );
}

function Row({
  row,
  columns,
  tile,
  height,
  children,
}: {
  row: VirtualItem;
  columns: number;
  tile: number;
  height: number;
  children: (index: number, column: number) => React.ReactNode;
}) {
  const style = {
    height,
    gridTemplateColumns: `repeat(${columns}, ${tile}px)`,
    transform: `translateY(${row.start}px)`,
  };
  return (
    <div role="row" aria-rowindex={row.index + 1} className="grid-row" style={style}>
      {Array.from({ length: columns }, (_, column) =>
        children(row.index * columns + column, column),
      )}
    </div>
  );
}

/** A place where a tile is about to be. */
function Waiting() {
  return <div role="gridcell" aria-label="Loading" className="tile waiting" />;
}

function useSizes(
  frame: RefObject<HTMLElement | null>,
  leastWidth = Number.POSITIVE_INFINITY,
  strip = STRIP,
) {
  const [width, setWidth] = useState(0);
  const [density] = useDensity();
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watcher = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [frame]);
  const [columns, tile] = columnsOf(width, Math.min(density, leastWidth), GAP);
  const height = Math.round(((tile - EDGES) * 9) / 16) + strip + EDGES;
  return { width, columns, tile, height };
}

function useMore(onMore: (() => void) | undefined, isWanted: boolean): void {
  const newest = useNewest(onMore);
  useEffect(() => {
    if (isWanted) newest.current?.();
  }, [isWanted, newest]);
}

function useNewest<T>(value: T): RefObject<T> {
  const newest = useRef(value);
  useEffect(() => {
    newest.current = value;
  });
  return newest;
}
