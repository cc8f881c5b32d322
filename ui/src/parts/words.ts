/** Numbers as people read them. */

export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** Two digits after the point: `0.87`. */
export function twoDigits(value: number): string {
  return value.toFixed(2);
}

/** `87 %`; never 100 for what is not certain. */
export function percent(share: number): string {
  const whole = Math.round(100 * share);
  return `${share < 1 ? Math.min(99, whole) : whole} %`;
}

/** `40 to 75 %`: where a share may lie. Small ones have two digits. */
export function percentRange({ low, high }: Pick<Interval, "low" | "high">): string {
  const [from, to] = [low, high].map(inHundred);
  return from === to ? `${from} %` : `${from} to ${to} %`;
}

function inHundred(share: number): string {
  const hundred = 100 * share;
  return hundred >= 9.95 || share === 0
    ? String(Math.round(hundred))
    : String(Number(hundred.toPrecision(2)));
}

/** `0.87 (0.79 to 0.93)`: a number never stands without its interval. */
export function withInterval({ value, low, high }: Interval): string {
  return `${twoDigits(value)} (${twoDigits(low)} to ${twoDigits(high)})`;
}

/** `1`, `1,234`, `12 k`, `1.2 M`: short enough for an axis. */
export function shortCount(count: number): string {
  if (count < 10_000) return count.toLocaleString("en");
  const [size, unit] = count < 1e6 ? [count / 1e3, "k"] : [count / 1e6, "M"];
  return `${size < 10 && size % 1 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** `1 shot`, `2 shots`, `1,234 shots`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** `0:04.2` under ten seconds, `1:07`, `1:02:03`: a length of film. */
export function duration(seconds: number): string {
  if (seconds < 10) return `0:0${(Math.floor(seconds * 10) / 10).toFixed(1)}`;
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** `about 3 min`: how long something will take, no more exact than it is known. */
export function roughTime(seconds: number): string {
  if (seconds < 50) return `about ${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
  if (seconds < 3600 * 0.95) return `about ${Math.max(1, Math.round(seconds / 60))} min`;
  return `about ${(seconds / 3600).toFixed(seconds < 36_000 ? 1 : 0)} h`;
}

/** `5.5 MB`, in powers of a thousand as file managers show them. */
export function bytes(size: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = size < 1 ? 0 : Math.min(4, Math.floor(Math.log10(size) / 3));
  const value = size / 1000 ** power;
  return `${power && value < 100 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

/** A moment as this browser's user writes it, without seconds. */
export function moment(text: string): string {
  return new Date(text).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** `just now`, `5 min ago`, `3 h ago`, `2 days ago`, then the date. */
export function ago(text: string, now = Date.now()): string {
  const minutes = (now - Date.parse(text)) / 60_000;
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${Math.floor(minutes)} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  if (minutes < 14 * 24 * 60) return `${counted(Math.floor(minutes / 60 / 24), "day")} ago`;
  return new Date(text).toLocaleDateString(undefined, { dateStyle: "medium" });
}
