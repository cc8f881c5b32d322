import { classes } from "../../parts/classes";
import { nameOf } from "../../shots/shot";
import type { ShotDetail } from "./queries";
import { placeOf, type Span, timecode } from "./timeline";

interface ScrubBarProps {
  detail: ShotDetail;
  window: Span;
  now: number;
  onSeek: (to: number) => void;
  onShot: (shot: string) => void;
}

/** The shots around this one as segments to choose, and a slider under them to move in time. */
export function ScrubBar({ detail, window, now, onSeek, onShot }: ScrubBarProps) {
  const here = detail.shot.id;
  const head = placeOf({ start: now, end: now }, window).left;
  return (
    <div className="scrub">
      <div className="scrub-shots">
        {detail.neighbours.map(({ shot, verdict }) => {
          const { left, width } = placeOf(shot, window);
          return (
            <button
              key={shot.id}
              type="button"
              tabIndex={-1}
              aria-label={nameOf(shot)}
              aria-current={shot.id === here}
              title={`${nameOf(shot)}, from ${timecode(shot.start)}`}
              className={classes("scrub-shot", verdict)}
              style={{ left: `${left}%`, width: `${width}%` }}
              onClick={() => (shot.id === here ? onSeek(shot.start) : onShot(shot.id))}
            />
          );
        })}
        <span className="scrub-head" style={{ left: `${Math.min(100, Math.max(0, head))}%` }} />
      </div>
      <input
        type="range"
        className="scrub-slider"
        aria-label="Place in the video"
        aria-valuetext={timecode(now)}
        min={window.start}
        max={window.end}
        step={1 / detail.frame_rate}
        value={Math.min(window.end, Math.max(window.start, now))}
        onChange={(event) => onSeek(Number(event.target.value))}
      />
    </div>
  );
}
