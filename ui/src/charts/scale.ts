/** From values to pixels, and back to words. All of it is pure. */

export type Range = readonly [low: number, high: number];

export interface Scale {
  domain: Range;
  range: Range;
  /** The pixel of a value. */
  at: (value: number) => number;
  /** The value of a pixel, kept inside the domain. */
  from: (pixel: number) => number;
}

/** Values spread evenly over pixels. A domain without extent is drawn in the middle. */
export function linear(domain: Range, range: Range): Scale {
  const [low, high] = domain;
  const [start, end] = range;
  const extent = high - low;
  const at = (value: number) =>
    extent === 0 ? (start + end) / 2 : start + ((value - low) / extent) * (end - start);
  const from = (pixel: number) =>
    clamp(low + ((pixel - start) / (end - start || 1)) * extent, domain);
  return { domain, range, at, from };
}

export function clamp(value: number, [low, high]: Range): number {
  return Math.max(low, Math.min(high, value));
}

/** The smallest and greatest of some values; 0 to 1 where there are none. */
export function extentOf(values: Iterable<number>): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** About `count` round values within a domain: steps of 1, 2 or 5 times a power of ten. */
export function ticks([low, high]: Range, count = 5): number[] {
  if (!(high > low)) return [low];
  const step = roundStep((high - low) / count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step));
}

/** Ticks that are whole numbers, for counts and versions. */
export function wholeTicks(domain: Range, count = 5): number[] {
  const found = ticks(domain, count).filter(Number.isInteger);
  return found.length > 0 ? found : [Math.round(domain[0])];
}

/** Height of a count where few and many must both be seen: 0, 1, 10, 100 are evenly spread. */
export function logCount(count: number): number {
  return count <= 0 ? 0 : 1 + Math.log10(count);
}

/** The powers of ten up to a count, for an axis of `logCount`. */
export function logTicks(most: number): number[] {
  const powers = Math.max(0, Math.floor(Math.log10(Math.max(1, most)) + 1e-9));
  return Array.from({ length: powers + 1 }, (_, power) => 10 ** power);
}

export interface Place {
  x: number;
  y: number;
}

/** A line through places, as a path's `d`. */
export function linePath(places: readonly Place[]): string {
  return places.map(({ x, y }, i) => `${i ? "L" : "M"}${near(x)} ${near(y)}`).join("");
}

/** The band between two lines over the same columns. */
export function bandPath(columns: readonly { x: number; low: number; high: number }[]): string {
  if (columns.length === 0) return "";
  const above = columns.map(({ x, high }) => ({ x, y: high }));
  const below = columns.map(({ x, low }) => ({ x, y: low })).reverse();
  return `${linePath([...above, ...below])}Z`;
}

/** At most `count` of some items, evenly chosen, the first and last among them. */
export function thinned<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => {
    const at = Math.round((i * (items.length - 1)) / (count - 1));
    return items[at] as T;
  });
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = [1, 2, 5, 10].find((each) => each * power >= rough * (1 - 1e-9)) ?? 10;
  return times * power;
}

function tidy(value: number): number {
  return Number(value.toPrecision(12)) || 0;
}

function near(value: number): string {
  return String(Math.round(value * 10) / 10);
}
