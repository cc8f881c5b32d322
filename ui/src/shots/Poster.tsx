import { useState } from "react";
import { noted, posterOf } from "../api/api";
import { problemOf } from "../api/problem";
import { useReturns } from "../api/reach";
import "./Poster.css";
import { useIsPreparing } from "./useIsPreparing";

const NONE =
  "There is no picture of this shot: its vectors came without a video, or ingest it again.";
const COMING = "Videos are being prepared; pictures come as they are made.";

/** Why a video's shots have no picture, asked once for each video. */
const reasons = new Map<string, Promise<string>>();

interface Failed {
  reason: string;
  /** Which stay of the server it was in: in the next the picture is asked for again. */
  during: number;
}

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
  const [failed, setFailed] = useState<Failed | null>(null);
  const during = useReturns();
  if (failed?.during === during || !exists) return <NoPicture reason={failed?.reason || NONE} />;
  return (
    <img
      className="poster"
      src={posterOf(shot)}
      alt={alt}
      decoding="async"
      draggable={false}
      onError={() => {
        setFailed({ reason: "", during });
        reasonOf(video, posterOf(shot)).then((reason) => setFailed({ reason, during }));
      }}
    />
  );
}

function NoPicture({ reason }: { reason: string }) {
  const isPreparing = useIsPreparing();
  return (
    <div className="poster-missing" title={isPreparing ? COMING : reason}>
      {isPreparing ? "Coming" : "No picture"}
    </div>
  );
}

function reasonOf(video: string, address: string): Promise<string> {
  const known = reasons.get(video);
  if (known) return known;
  const asked = noted(address)
    .then(async (answer) => (answer.ok ? "" : (await problemOf(answer)).report))
    .catch(() => "");
  reasons.set(video, asked);
  // Without a reason, as while the server is away, the next one asks again.
  asked.then((reason) => reason || reasons.delete(video));
  return asked;
}
