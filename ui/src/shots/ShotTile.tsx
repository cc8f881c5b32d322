import { type MouseEvent, memo, useRef, useState } from "react";
import { verdictOf } from "../labelling/labelling";
import type { Labelling } from "../labelling/store";
import { useMark } from "../labelling/useLabelling";
import { classes } from "../parts/classes";
import { duration } from "../parts/words";
import { HoverPlayer } from "./HoverPlayer";
import { ScoreMark, VerdictMark } from "./Marks";
import { Poster } from "./Poster";
import "./ShotTile.css";
import { type ShotItem, spokenOf } from "./shot";

export interface TileProps {
  labelling: Labelling;
  item: ShotItem;
  /** Where it is in its feed, from 0. */
  index: number;
  /** The id of its element, to which the grid's focus points. */
  id: string;
  column: number;
  focused: boolean;
  selected: boolean;
  /** Play while focused: only in the feed that keys act on. */
  plays: boolean;
  /** A second line; `undefined` where the grid has none. */
  caption?: string | null;
  onPress: (index: number, event: MouseEvent) => void;
  onLookCloser: (index: number) => void;
}

/** One shot in a grid: its picture, never cropped, and a strip with score, length and verdict. */
export const ShotTile = memo(function ShotTile(props: TileProps) {
  const { labelling, item, index, id, column, focused, selected, plays } = props;
  const mark = useMark(labelling, item.id);
  const [hovered, setHovered] = useState(false);
  const verdict = verdictOf(item, mark);
  const isElsewhere = mark ? mark.by === "elsewhere" : Boolean(item.isEarlier);
  const player = useRef<HTMLDivElement>(null);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid's keys move, select and open
    <div
      id={id}
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={selected}
      aria-label={spokenOf(item, verdict)}
      data-shot={item.id}
      data-verdict={verdict ?? undefined}
      className={classes(
        "tile",
        verdict,
        isElsewhere && "elsewhere",
        focused && "focused",
        selected && "selected",
        mark?.refused && "refused",
      )}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onClick={(event) => props.onPress(index, event)}
      onDoubleClick={() => props.onLookCloser(index)}
    >
      <div className="tile-picture">
        <Poster shot={item.id} video={item.shot.video_id} exists={item.shot.has_poster} />
        <HoverPlayer
          ref={player}
          shot={item.id}
          wanted={item.shot.has_poster && (hovered || (focused && plays))}
        />
      </div>
      <div className="tile-strip" title={mark?.refused ?? item.reason}>
        {item.score != null && <ScoreMark score={item.score} kind={item.scoreKind} />}
        <span className="tile-length">{duration(item.shot.end - item.shot.start)}</span>
        {mark?.refused ? (
          <span className="tile-refused">not saved</span>
        ) : (
          <span className="tile-verdict" title={mark?.who && `by ${mark.who}`}>
            <VerdictMark verdict={verdict} dim={isElsewhere} />
          </span>
        )}
      </div>
      {props.caption !== undefined && (
        <div className="tile-caption" title={props.caption ?? undefined}>
          {props.caption}
        </div>
      )}
    </div>
  );
});
