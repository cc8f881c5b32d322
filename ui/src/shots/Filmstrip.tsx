import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { verdictOf } from "../labelling/labelling";
import type { Labelling } from "../labelling/store";
import { useFeed, useMark } from "../labelling/useLabelling";
import { classes } from "../parts/classes";
import "./Filmstrip.css";
import { VerdictMark } from "./Marks";
import { Poster } from "./Poster";
import { type ShotItem, spokenOf } from "./shot";

const WIDTH = 128;
const GAP = 8;

/** A feed as a strip of small pictures with the focused one in its middle. */
export function Filmstrip({ labelling, feed: key }: { labelling: Labelling; feed: string }) {
  const feed = useFeed(labelling, key);
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    horizontal: true,
    count: feed.items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => WIDTH + GAP,
    overscan: 4,
  });
  useEffect(() => {
    virtual.scrollToIndex(feed.focus, { align: "center" });
  }, [virtual, feed.focus]);
  return (
    <div
      ref={frame}
      className="filmstrip"
      role="group"
      aria-label="Shots of this feed"
      data-feed={key}
    >
      <div className="filmstrip-shots" style={{ width: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const item = feed.items[index];
          return (
            item && (
              <Frame
                key={item.id}
                labelling={labelling}
                item={item}
                isHere={index === feed.focus}
                isSelected={feed.selected.has(item.id)}
                left={start}
                onPress={() => labelling.dispatch({ type: "focus", feed: key, index })}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

function Frame({
  labelling,
  item,
  isHere,
  isSelected,
  left,
  onPress,
}: {
  labelling: Labelling;
  item: ShotItem;
  isHere: boolean;
  isSelected: boolean;
  left: number;
  onPress: () => void;
}) {
  const verdict = verdictOf(item, useMark(labelling, item.id));
  return (
    <button
      type="button"
      // One stop for the tab key; arrows go on from there.
      tabIndex={isHere ? 0 : -1}
      aria-current={isHere}
      data-shot={item.id}
      aria-label={spokenOf(item, verdict)}
      className={classes("filmstrip-shot", verdict, isSelected && "selected")}
      style={{ width: WIDTH, transform: `translateX(${left}px)` }}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      <Poster shot={item.id} video={item.shot.video_id} exists={item.shot.has_poster} />
      <VerdictMark verdict={verdict} />
    </button>
  );
}
