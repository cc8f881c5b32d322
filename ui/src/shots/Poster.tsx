import { useState } from "react";
import { posterOf } from "../api/api";
import { asProblem, problemOf } from "../api/problem";
import "./Poster.css";

const NONE =
  "There is no picture of this shot: its vectors came without a video, or ingest it again.";

/** Why a video's shots have no picture, asked once for each video. */
const reasons = new Map<string, Promise<string>>();

/** A shot's still picture, whole; where there is none, a neutral place that says why. */
export function Poster({
  shot,
  video,
  exists = true,
  alt = "",
}: {
  shot: string;
  video: string;
  /** False where it is known that there is none: then nothing is asked for. */
  exists?: boolean;
  /** Empty where the picture stands beside its name. */
  alt?: string;
}) {
  const [reason, setReason] = useState<string | null>(null);
  if (reason !== null || !exists)
    return (
      <div className="poster-missing" title={reason || NONE}>
        No picture
      </div>
    );
  return (
    <img
      className="poster"
      src={posterOf(shot)}
      alt={alt}
      decoding="async"
      draggable={false}
      onError={() => {
        setReason("");
        reasonOf(video, posterOf(shot)).then(setReason);
      }}
    />
  );
}

function reasonOf(video: string, address: string): Promise<string> {
  const known = reasons.get(video);
  if (known) return known;
  const asked = fetch(address)
    .then(async (answer) => (answer.ok ? "" : (await problemOf(answer)).report))
    .catch((error) => asProblem(error).report);
  reasons.set(video, asked);
  return asked;
}
