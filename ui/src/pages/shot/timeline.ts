/** Where a video's shots lie on the scrub bar, and where playing goes next. Pure. */

export interface Span {
  start: number;
  end: number;
}

/** From the first to the last of some spans. */
export function windowOf(spans: readonly Span[]): Span {
  return {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
}

/** Left edge and width of a span inside a window, in percent. */
export function placeOf({ start, end }: Span, window: Span): { left: number; width: number } {
  const length = window.end - window.start || 1;
  return {
    left: (100 * (start - window.start)) / length,
    width: (100 * (end - start)) / length,
  };
}

/**
 * Where to jump to from a moment while a shot is looped; `null` to play on.
 *
 * The last frame ends where the next shot begins, so the jump comes half a frame before.
 */
export function loopFrom(now: number, shot: Span, frameRate: number): number | null {
  return now >= shot.end - 0.5 / frameRate || now < shot.start - 1 / frameRate ? shot.start : null;
}

/** One frame on or back, in the middle of that frame, so that rounding shows no other. */
export function stepped(now: number, by: 1 | -1, frameRate: number, window: Span): number {
  const frame = Math.floor(now * frameRate + 1e-3) + by;
  const place = (frame + 0.5) / frameRate;
  return Math.min(
    Math.max(place, window.start),
    Math.max(window.start, window.end - 0.5 / frameRate),
  );
}

/** `0:12.480` or `1:02:12.480`: a moment to the thousandth. */
export function timecode(seconds: number): string {
  const whole = Math.floor(seconds);
  const thousandths = Math.floor((seconds - whole) * 1000 + 1e-6);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = h ? `${h}:${two(m)}` : `${m}`;
  return `${minutes}:${two(s)}.${String(thousandths).padStart(3, "0")}`;
}
