import { Link } from "wouter";
import type { Schema } from "../../api/api";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/icons";
import { bytes, counted, duration, moment } from "../../parts/words";
import { Poster } from "../../shots/Poster";
import { useIsPreparing } from "../../shots/useIsPreparing";
import "./VideoRow.css";

export type Video = Schema["Video"];

export interface VideoActions {
  onRemove: (video: Video) => void;
  onRelink: (video: Video) => void;
  onProxy: (video: Video) => void;
}

/** A video at a glance: its strip of posters, what it is, and what is wrong with it. */
export function VideoRow({ video, actions }: { video: Video; actions: VideoActions }) {
  return (
    <li className="video-row">
      <Strip video={video} />
      <div className="video-words">
        <h3 className="video-name" title={video.paths.join("\n")}>
          {video.strip[0] ? (
            <Link href={`/shots/${video.strip[0]}`}>{video.name}</Link>
          ) : (
            video.name
          )}
        </h3>
        <p className="small dim">{factsOf(video).join(" · ")}</p>
        <Fields fields={video.fields} />
        <Status video={video} />
      </div>
      <p className="video-added small dim">Added {moment(video.added_at)}</p>
      <div className="video-tools">
        {video.is_missing && <Button onClick={() => actions.onRelink(video)}>Find its file</Button>}
        {!video.is_missing && !video.is_playable && (
          <Button onClick={() => actions.onProxy(video)}>Make a playable copy</Button>
        )}
        <Button
          look="quiet"
          aria-label={`Remove ${video.name}`}
          onClick={() => actions.onRemove(video)}
        >
          Remove
        </Button>
      </div>
    </li>
  );
}

/** What is known of a video in words; of imported ones it may be little. */
function factsOf(video: Video): string[] {
  const facts = [
    duration(video.duration),
    counted(video.shots, "shot"),
    video.width > 0 && `${video.width} × ${video.height}`,
    video.frame_rate > 0 && `${Number(video.frame_rate.toFixed(2))} frames/s`,
    video.codec,
    video.size_bytes > 0 && bytes(video.size_bytes),
  ];
  return facts.filter((fact): fact is string => typeof fact === "string" && fact !== "");
}

function Strip({ video }: { video: Video }) {
  return (
    <div className="video-strip">
      {video.strip.map((shot, place) => (
        <Link
          key={shot}
          href={`/shots/${shot}`}
          aria-label={`Shot ${place + 1} of ${video.strip.length} from ${video.name}`}
          tabIndex={place === 0 ? 0 : -1}
        >
          <Poster shot={shot} video={video.id} exists={video.has_posters} />
        </Link>
      ))}
    </div>
  );
}

function Fields({ fields }: { fields: Video["fields"] }) {
  const all = Object.entries(fields).filter(([, value]) => value !== "");
  if (all.length === 0) return null;
  return (
    <dl className="video-fields small">
      {all.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const MISSING =
  "Its file is not where it was. Search and judging still work; playing the whole video does not.";
const UNPLAYABLE =
  "Browsers cannot play this kind of file. Its previews play; a copy plays as a whole.";

/** How a video stands: ready, still being prepared, or what is wrong with it. */
function Status({ video }: { video: Video }) {
  const isPreparing = useIsPreparing();
  const wrong =
    (video.is_missing && MISSING) || (!video.is_playable && UNPLAYABLE) || video.warning;
  if (wrong)
    return (
      <p className="video-status small">
        <Icon name="warning" /> {wrong}
      </p>
    );
  if (video.has_posters) return <p className="video-status ready small">Ready</p>;
  return (
    <p className="video-status small">
      {isPreparing ? "Being prepared: its pictures and previews are coming" : "Without pictures"}
    </p>
  );
}
