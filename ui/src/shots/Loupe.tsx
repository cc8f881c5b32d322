import { useRef } from "react";
import { Link } from "wouter";
import { verdictOf } from "../labelling/labelling";
import type { Labelling } from "../labelling/store";
import { useFeed, useMark } from "../labelling/useLabelling";
import { classes } from "../parts/classes";
import { duration } from "../parts/words";
import { Filmstrip } from "./Filmstrip";
import { HoverPlayer } from "./HoverPlayer";
import "./Loupe.css";
import { ScoreMark, VerdictMark } from "./Marks";
import { Overlay } from "./Overlay";
import { Poster } from "./Poster";
import { nameOf, type ShotItem, shotPath } from "./shot";
import { useGridKeys } from "./useGridKeys";

const IN_STRIP = 8;

/** One shot large, with the strip of its feed below. The keys are those of the grid. */
export function Loupe({
  labelling,
  feed: key,
  onClose,
}: {
  labelling: Labelling;
  feed: string;
  onClose: () => void;
}) {
  const feed = useFeed(labelling, key);
  const frame = useRef<HTMLDivElement>(null);
  const item = feed.items[feed.focus];
  const layout = () => ({
    columns: 1,
    firstRow: feed.focus,
    lastRow: Math.min(feed.items.length, feed.focus + IN_STRIP) - 1,
  });
  useGridKeys(labelling, key, layout, frame);
  if (!item) return null;
  return (
    <Overlay label={`Closer look: ${nameOf(item.shot)}`} labelling={labelling} onClose={onClose}>
      <div ref={frame} className="loupe">
        <LargeShot labelling={labelling} item={item} place={feed.focus} of={feed.items.length} />
        <Filmstrip labelling={labelling} feed={key} />
      </div>
    </Overlay>
  );
}

function LargeShot({
  labelling,
  item,
  place,
  of,
}: {
  labelling: Labelling;
  item: ShotItem;
  place: number;
  of: number;
}) {
  const mark = useMark(labelling, item.id);
  const verdict = verdictOf(item, mark);
  const { shot } = item;
  return (
    <>
      <div className={classes("loupe-picture focused", verdict)}>
        <Poster
          key={item.id}
          shot={item.id}
          video={shot.video_id}
          exists={shot.has_poster}
          alt={nameOf(shot)}
        />
        <HoverPlayer key={`play ${item.id}`} shot={item.id} wanted={shot.has_poster} />
      </div>
      <div className="row loupe-words" aria-live="polite">
        <VerdictMark verdict={verdict} dim={mark?.by === "elsewhere"} />
        <strong>{nameOf(shot)}</strong>
        <span className="dim">
          {duration(shot.start)} to {duration(shot.end)}
        </span>
        {item.score != null && <ScoreMark score={item.score} kind={item.scoreKind} />}
        <span className="dim">{item.reason}</span>
        {mark?.refused && <span className="field-error">not saved: {mark.refused}</span>}
        <span className="loupe-place dim">
          {(place + 1).toLocaleString("en")} of {of.toLocaleString("en")} loaded
        </span>
        <Link href={shotPath(item.id, labelling.label)}>Open shot</Link>
      </div>
    </>
  );
}
