import { type RefObject, useEffect, useState } from "react";
import { maySelfPlay } from "../../shots/player";
import { loopFrom, type Span } from "./timeline";

/**
 * Keep a video inside a shot, and tell where it is.
 *
 * It goes to the shot's beginning when it can, plays unless motion is unwanted, and begins again at
 * the end while `isLooping`.
 */
export function usePlayback(
  video: RefObject<HTMLVideoElement | null>,
  shot: Span,
  frameRate: number,
  isLooping: boolean,
): { now: number; isPlaying: boolean } {
  const [now, setNow] = useState(shot.start);
  const [isPlaying, setPlaying] = useState(false);
  const { start, end } = shot;
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const begin = () => {
      element.currentTime = start;
      setNow(start);
      // What the browser refuses to start by itself waits for the button.
      if (maySelfPlay()) element.play().catch(() => {});
    };
    if (element.readyState >= HTMLMediaElement.HAVE_METADATA) begin();
    else element.addEventListener("loadedmetadata", begin, { once: true });
    return () => element.removeEventListener("loadedmetadata", begin);
  }, [video, start]);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    let frame = 0;
    const look = () => {
      const to = isLooping ? loopFrom(element.currentTime, { start, end }, frameRate) : null;
      if (to !== null && !element.paused && !element.seeking) element.currentTime = to;
      setNow(element.currentTime);
      frame = element.paused ? 0 : requestAnimationFrame(look);
    };
    const onPlay = () => {
      setPlaying(true);
      if (!frame) frame = requestAnimationFrame(look);
    };
    const onPause = () => setPlaying(false);
    const onSeeked = () => setNow(element.currentTime);
    if (!element.paused) onPlay();
    element.addEventListener("play", onPlay);
    element.addEventListener("pause", onPause);
    element.addEventListener("seeked", onSeeked);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("play", onPlay);
      element.removeEventListener("pause", onPause);
      element.removeEventListener("seeked", onSeeked);
    };
  }, [video, start, end, frameRate, isLooping]);
  return { now, isPlaying };
}
