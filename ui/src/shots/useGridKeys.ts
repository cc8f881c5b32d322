import { type RefObject, useMemo } from "react";
import { previewOf } from "../api/api";
import type { Labelling } from "../labelling/store";
import { type Handlers, useKeys } from "../labelling/useKeys";
import { useActiveFeed } from "../labelling/useLabelling";
import { type Move, moved } from "./moves";
import { toggle } from "./player";

const MOVES: readonly Move[] = [
  "left",
  "right",
  "up",
  "down",
  "pageUp",
  "pageDown",
  "first",
  "last",
];

/** How a grid lies on screen; `columns` is 1 for a list and for the loupe's strip. */
export interface Layout {
  columns: number;
  /** The rows on screen, the first and last perhaps in part. */
  firstRow: number;
  lastRow: number;
  /** Bring the focus into view, when a key leaves it where it is: one may have scrolled away. */
  reveal?: () => void;
}

/** The keys of the feed that is looked at: moving, selecting, playing. */
export function useGridKeys(
  labelling: Labelling,
  key: string,
  layout: () => Layout,
  frame: RefObject<HTMLElement | null>,
  onLookCloser?: () => void,
  onSide?: OnSide,
): void {
  const isActive = useActiveFeed(labelling) === key;
  const move = (how: Move) => (event: KeyboardEvent) => {
    const { columns, firstRow, lastRow, reveal } = layout();
    const { focus, items } = labelling.feed(key);
    if (items.length === 0) return;
    if (!event.shiftKey && leaves(how, focus, items.length, columns) && onSide?.(how)) return;
    const full = Math.max(1, lastRow - firstRow - 1);
    const to = moved(how, focus, items.length, columns, full);
    labelling.dispatch({ type: "move", by: to - focus, extend: event.shiftKey });
    if (to === focus) reveal?.();
  };
  const handlers: Handlers = {
    ...Object.fromEntries(MOVES.map((how) => [how, move(how)])),
    selectAll: () => {
      const { columns, firstRow, lastRow } = layout();
      labelling.dispatch({
        type: "select",
        from: firstRow * columns,
        to: (lastRow + 1) * columns - 1,
      });
    },
    toggle: () => {
      const index = labelling.feed(key).focus;
      labelling.dispatch({ type: "focus", feed: key, index, how: "toggle" });
    },
    play: () => {
      const { focus, items } = labelling.feed(key);
      const item = items[focus];
      const host = frame.current?.querySelector(".focused .hover-player");
      if (item && host) toggle(host, previewOf(item.id));
    },
    back: () => {
      if (labelling.feed(key).selected.size === 0) return false;
      labelling.dispatch({ type: "unselect" });
    },
    ...(onLookCloser && { loupe: onLookCloser }),
  };
  useKeys(handlers, { enabled: isActive });
}

/** Go beside a grid, where there is something; returns whether there is. */
export type OnSide = (side: "left" | "right") => boolean;

function leaves(
  how: Move,
  focus: number,
  length: number,
  columns: number,
): how is "left" | "right" {
  const column = focus % columns;
  if (how === "left") return column === 0;
  return how === "right" && (column === columns - 1 || focus === length - 1);
}

/** What a click on a shot does, and a double click. The functions stay the same for tiles. */
export function usePresses(labelling: Labelling, key: string, closer: RefObject<() => void>) {
  return useMemo(
    () => ({
      onPress: (index: number, event: Held) => {
        const how = event.shiftKey ? "extend" : event.ctrlKey || event.metaKey ? "toggle" : "alone";
        labelling.dispatch({ type: "focus", feed: key, index, how });
      },
      onLookCloser: (index: number) => {
        labelling.dispatch({ type: "focus", feed: key, index });
        closer.current();
      },
    }),
    [labelling, key, closer],
  );
}

interface Held {
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}
