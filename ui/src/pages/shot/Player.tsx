import { useRef, useState } from "react";
import { useLocation } from "wouter";
import { posterOf, previewOf } from "../../api/api";
import { useKeys } from "../../labelling/useKeys";
import { Button, IconButton } from "../../parts/Button";
import { ErrorNote } from "../../parts/ErrorNote";
import { Icon } from "../../parts/icons";
import { useStored } from "../../parts/stored";
import { toast } from "../../parts/Toast";
import { Poster } from "../../shots/Poster";
import { maySelfPlay } from "../../shots/player";
import { nameOf } from "../../shots/shot";
import { type ShotDetail, useProxy } from "./queries";
import { ScrubBar } from "./ScrubBar";
import { stepped, timecode, windowOf } from "./timeline";
import { usePlayback } from "./usePlayback";

interface PlayerProps {
  detail: ShotDetail;
  /** Where a shot's page is. */
  pathOf: (shot: string) => string;
}

/** The shot in its video, large: the whole video where it can be played, else its preview. */
export function Player(props: PlayerProps) {
  const { detail } = props;
  const [hasFailed, setFailed] = useState(false);
  return detail.is_playable && !hasFailed ? (
    <VideoPlayer key={detail.shot.video_id} {...props} onFail={() => setFailed(true)} />
  ) : (
    <PreviewPlayer key={detail.shot.id} detail={detail} />
  );
}

function VideoPlayer({ detail, pathOf, onFail }: PlayerProps & { onFail: () => void }) {
  const { shot, frame_rate: rate } = detail;
  const video = useRef<HTMLVideoElement>(null);
  const [isLooping, setLooping] = useState(true);
  const [isMuted, setMuted] = useStored("muted", true);
  const { now, isPlaying } = usePlayback(video, shot, rate, isLooping);
  const [, go] = useLocation();
  const shots = detail.neighbours.map((one) => one.shot);
  const window = windowOf([shot, ...shots]);
  const seek = (to: number) => {
    if (!video.current) return;
    if (to < shot.start || to >= shot.end) setLooping(false);
    video.current.currentTime = to;
  };
  const step = (by: 1 | -1) => () => {
    const element = video.current;
    if (!element) return;
    element.pause();
    seek(stepped(element.currentTime, by, rate, { start: 0, end: detail.duration }));
  };
  const toggle = () => {
    const element = video.current;
    if (element?.paused) element.play().catch(() => {});
    else element?.pause();
  };
  useKeys({ play: toggle, frameBack: step(-1), frameForward: step(1) });
  return (
    <section className="player" aria-label="Player">
      <video
        ref={video}
        className="player-video"
        src={`/api/v1/videos/${encodeURIComponent(shot.video_id)}/media`}
        poster={posterOf(shot.id)}
        muted={isMuted}
        playsInline
        preload="auto"
        aria-label={nameOf(shot)}
        onClick={toggle}
        onError={onFail}
      />
      <ScrubBar
        detail={detail}
        window={window}
        now={now}
        onSeek={seek}
        onShot={(id) => go(pathOf(id), { replace: true })}
      />
      <div className="row player-tools">
        <IconButton
          label={isPlaying ? "Pause" : "Play"}
          action="play"
          look="plain"
          icon={<Icon name={isPlaying ? "pause" : "play"} />}
          onClick={toggle}
        />
        <IconButton
          label="One frame back"
          action="frameBack"
          icon={<Icon name="left" />}
          onClick={step(-1)}
        />
        <IconButton
          label="One frame on"
          action="frameForward"
          icon={<Icon name="right" />}
          onClick={step(1)}
        />
        <span className="player-time">
          {timecode(now)} <span className="dim">of {timecode(detail.duration)}</span>
        </span>
        <Button
          look="quiet"
          pressed={isLooping}
          hint="Begin again at the end of the shot"
          onClick={() => {
            if (!isLooping) seek(shot.start);
            setLooping(!isLooping);
          }}
        >
          Loop the shot
        </Button>
        {detail.has_audio && (
          <Button look="quiet" pressed={!isMuted} onClick={() => setMuted(!isMuted)}>
            Sound
          </Button>
        )}
      </div>
    </section>
  );
}

function PreviewPlayer({ detail }: { detail: ShotDetail }) {
  const { shot, is_missing: isMissing } = detail;
  const video = useRef<HTMLVideoElement>(null);
  const [hasFailed, setFailed] = useState(false);
  const proxy = useProxy(shot.video_id);
  const toggle = () => {
    const element = video.current;
    if (element?.paused) element.play().catch(() => {});
    else element?.pause();
  };
  useKeys({ play: toggle });
  return (
    <section className="player" aria-label="Player">
      {hasFailed || !shot.has_poster ? (
        <div className="player-video">
          <Poster
            shot={shot.id}
            video={shot.video_id}
            exists={shot.has_poster}
            alt={nameOf(shot)}
          />
        </div>
      ) : (
        <video
          ref={video}
          className="player-video"
          src={previewOf(shot.id)}
          poster={posterOf(shot.id)}
          loop
          muted
          autoPlay={maySelfPlay()}
          playsInline
          aria-label={nameOf(shot)}
          onClick={toggle}
          onError={() => setFailed(true)}
        />
      )}
      <div className="row">
        <span className="dim">{whyPreview(isMissing, shot.has_poster)}</span>
        {!isMissing && (
          <Button
            disabled={proxy.isPending || proxy.isSuccess}
            onClick={() =>
              proxy.mutate(undefined, { onSuccess: () => toast("The copy is being made") })
            }
          >
            Make a playable copy
          </Button>
        )}
      </div>
      {proxy.error && <ErrorNote what="No copy is made" error={proxy.error} />}
    </section>
  );
}

function whyPreview(isMissing: boolean, hasPreview: boolean): string {
  const instead = hasPreview ? "only the preview plays" : "there is nothing to play";
  return isMissing
    ? `The video's file is not where it was, so ${instead}. The library page finds it again.`
    : `Browsers cannot play this video, so ${instead}.`;
}
