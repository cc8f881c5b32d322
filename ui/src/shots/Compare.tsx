import { previewOf } from "../api/api";
import { type Verdict, verdictOf } from "../labelling/labelling";
import type { Labelling } from "../labelling/store";
import { useKeys } from "../labelling/useKeys";
import { useFeed, useMark } from "../labelling/useLabelling";
import { classes } from "../parts/classes";
import { duration } from "../parts/words";
import "./Compare.css";
import { ScoreMark, VerdictMark } from "./Marks";
import { Overlay } from "./Overlay";
import { Poster } from "./Poster";
import * as player from "./player";
import { nameOf, type ShotItem } from "./shot";

/**
 * Two to four shots side by side, all playing. Verdicts fall on the focused one only; the others
 * stay selected.
 */
export function Compare({
  labelling,
  feed: key,
  ids,
  onClose,
}: {
  labelling: Labelling;
  feed: string;
  ids: readonly string[];
  onClose: () => void;
}) {
  const feed = useFeed(labelling, key);
  const here = Math.max(0, ids.indexOf(feed.items[feed.focus]?.id ?? ""));
  const indexOf = (place: number) =>
    feed.at.get(ids[Math.max(0, Math.min(ids.length - 1, place))] ?? "");
  const focus = (place: number) => {
    const index = indexOf(place);
    if (index !== undefined) labelling.dispatch({ type: "focus", feed: key, index, how: "keep" });
  };
  const judge = (verdict: Verdict | null) => {
    focus(here);
    labelling.judge(verdict, { alone: true, next: indexOf(here + 1) });
  };
  const others = feed.selected.size;
  return (
    <Overlay
      label="Compare shots"
      labelling={labelling}
      judge={judge}
      words={`Verdicts fall on the framed shot only${others > 1 ? `; ${others} stay selected` : ""}`}
      onClose={onClose}
    >
      <Keys judge={labelling.label === null ? null : judge} focus={focus} here={here} />
      <div className="compare">
        {ids.map((id, place) => {
          const item = feed.items[feed.at.get(id) ?? -1];
          return (
            item && (
              <Side
                key={id}
                labelling={labelling}
                item={item}
                isHere={place === here}
                onPress={() => focus(place)}
              />
            )
          );
        })}
      </div>
    </Overlay>
  );
}

/** Mounted inside the overlay, so that its keys come before those of the verdict bar. */
function Keys({
  judge,
  focus,
  here,
}: {
  judge: ((verdict: null) => void) | null;
  focus: (place: number) => void;
  here: number;
}) {
  const to = (step: number) => () => focus(here + step);
  useKeys({
    left: to(-1),
    right: to(1),
    up: to(-2),
    down: to(2),
    first: to(-4),
    last: to(4),
    pageUp: () => {},
    pageDown: () => {},
    selectAll: () => {},
    toggle: () => {},
    ...(judge && { withdraw: () => judge(null) }),
  });
  return null;
}

function Side({
  labelling,
  item,
  isHere,
  onPress,
}: {
  labelling: Labelling;
  item: ShotItem;
  isHere: boolean;
  onPress: () => void;
}) {
  const verdict = verdictOf(item, useMark(labelling, item.id));
  const { shot } = item;
  return (
    <figure className={classes("compare-side", verdict, isHere && "focused")}>
      <button type="button" className="compare-picture" aria-pressed={isHere} onClick={onPress}>
        <Poster shot={item.id} video={shot.video_id} exists={shot.has_poster} alt={nameOf(shot)} />
        {shot.has_poster && (
          <video
            src={previewOf(item.id)}
            muted
            loop
            playsInline
            autoPlay={player.maySelfPlay()}
            aria-hidden="true"
            tabIndex={-1}
          />
        )}
      </button>
      <figcaption className="row">
        <VerdictMark verdict={verdict} />
        <span className="grow">{nameOf(shot)}</span>
        <span className="dim">{duration(shot.end - shot.start)}</span>
        {item.score != null && <ScoreMark score={item.score} kind={item.scoreKind} />}
      </figcaption>
    </figure>
  );
}
