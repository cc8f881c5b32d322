import { useLayoutEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { classes } from "../../parts/classes";
import { duration } from "../../parts/words";
import { HoverPlayer } from "../../shots/HoverPlayer";
import { ScoreMark, VerdictMark } from "../../shots/Marks";
import { Poster } from "../../shots/Poster";
import { nameOf } from "../../shots/shot";
import type { ShotDetail } from "./queries";

type Shot = ShotDetail["shot"];

interface Shown {
  shot: Shot;
  score?: number | null;
  kind?: "similarity" | "probability";
  verdict?: ShotDetail["neighbours"][number]["verdict"];
}

/** Small pictures of shots, each a way to its page; hovering plays. */
export function Strip({
  label,
  shots,
  here,
  pathOf,
  replaces = false,
}: {
  label: string;
  shots: readonly Shown[];
  /** The shot that the page shows. */
  here?: string;
  pathOf: (shot: string) => string;
  /** Shots of one video, in one line: moving along it is one step in the history. */
  replaces?: boolean;
}) {
  const line = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another shot is another place
  useLayoutEffect(() => {
    const list = line.current;
    const current = list?.querySelector<HTMLElement>(".here");
    if (!replaces || !list || !current) return;
    list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
  }, [here, replaces]);
  return (
    <ul ref={line} className={classes("shot-strip", replaces && "line")} aria-label={label}>
      {shots.map((one) => (
        <li key={one.shot.id}>
          <Small
            {...one}
            isHere={one.shot.id === here}
            path={pathOf(one.shot.id)}
            replaces={replaces}
          />
        </li>
      ))}
    </ul>
  );
}

function Small({
  shot,
  score,
  kind,
  verdict = null,
  isHere,
  path,
  replaces,
}: Shown & { isHere: boolean; path: string; replaces: boolean }) {
  const [isHovered, setHovered] = useState(false);
  return (
    <Link
      href={path}
      replace={replaces}
      aria-label={nameOf(shot)}
      aria-current={isHere ? "true" : undefined}
      className={classes("shot-small", verdict, isHere && "here")}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onFocus={() => setHovered(true)}
      onBlur={() => setHovered(false)}
    >
      <span className="shot-small-picture">
        <Poster shot={shot.id} video={shot.video_id} exists={shot.has_poster} />
        <HoverPlayer shot={shot.id} wanted={shot.has_poster && isHovered} />
      </span>
      <span className="shot-small-words small">
        {score != null ? (
          <ScoreMark score={score} kind={kind} />
        ) : (
          <span className="dim">{duration(shot.start)}</span>
        )}
        <VerdictMark verdict={verdict} />
      </span>
    </Link>
  );
}
