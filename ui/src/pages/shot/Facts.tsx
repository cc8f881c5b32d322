import { Link } from "wouter";
import { classes } from "../../parts/classes";
import { ago, duration, moment } from "../../parts/words";
import { VerdictMark } from "../../shots/Marks";
import type { ShotDetail } from "./queries";
import { timecode } from "./timeline";

/** Everything that was ever said of the shot, newest first. */
export function History({ lines }: { lines: ShotDetail["history"] }) {
  if (lines.length === 0) return <p className="dim">Nothing was said of this shot yet.</p>;
  return (
    <ol className="shot-history">
      {lines.map(({ annotation: one, undone }) => (
        <li key={one.seq} className={classes(undone && "undone")}>
          {one.verdict ? (
            <VerdictMark verdict={one.verdict} />
          ) : (
            <span className="dim">withdrawn</span>
          )}
          <strong>{one.label}</strong>
          <span className="dim" title={moment(one.at)}>
            by {one.annotator}, {ago(one.at)}
            {undone && ", taken back"}
          </span>
          {one.note && <p className="shot-note">{one.note}</p>}
        </li>
      ))}
    </ol>
  );
}

/** What is known of the shot and its video. */
export function Facts({ detail }: { detail: ShotDetail }) {
  const { shot } = detail;
  const facts: (readonly [string, string])[] = [
    ["From", timecode(shot.start)],
    ["To", timecode(shot.end)],
    ["Length", duration(shot.end - shot.start)],
    [
      "Picture",
      `${detail.width} × ${detail.height}, ${Number(detail.frame_rate.toFixed(3))} frames/s`,
    ],
    ["Sound", detail.has_audio ? "yes" : "none"],
    ["Added", moment(detail.added_at)],
    ...Object.entries(detail.fields),
  ];
  return (
    <>
      <p>
        <Link href={`/?q=${encodeURIComponent(shot.video_name)}`}>{shot.video_name}</Link>
      </p>
      <dl className="shot-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
