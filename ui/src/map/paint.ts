import type { Paint } from "./draw";

export type ColourBy = "score" | "verdict" | "video";

/** The colours of a theme, each as red, green, blue from 0 to 255. */
export interface Palette {
  /** From the lowest score to the highest. */
  ramp: readonly Rgb[];
  none: Rgb;
  positive: Rgb;
  negative: Rgb;
  skip: Rgb;
  videos: readonly Rgb[];
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** What is meant by 255 among scores: there is none. */
const UNSCORED = 255;
const HIGH = 0.5 * 254;

const VIDEOS: readonly Rgb[] = [
  [66, 135, 245],
  [240, 140, 40],
  [64, 170, 88],
  [214, 72, 72],
  [150, 104, 208],
  [150, 110, 84],
  [222, 110, 180],
  [134, 134, 134],
  [180, 176, 50],
  [50, 176, 190],
];

export const DARK: Palette = {
  ramp: [
    [92, 86, 116],
    [76, 108, 176],
    [60, 160, 158],
    [150, 206, 96],
    [255, 240, 130],
  ],
  none: [72, 72, 72],
  positive: [79, 196, 124],
  negative: [255, 123, 110],
  skip: [160, 160, 160],
  videos: VIDEOS,
};

export const LIGHT: Palette = {
  ramp: [
    [164, 168, 178],
    [120, 166, 190],
    [70, 130, 178],
    [62, 76, 156],
    [56, 14, 92],
  ],
  none: [206, 206, 206],
  positive: [20, 116, 60],
  negative: [179, 38, 30],
  skip: [99, 99, 99],
  videos: VIDEOS,
};

/** How points look, from what the server says of each. */
export function paintOf(by: ColourBy, data: ArrayBuffer, palette: Palette): Paint {
  if (by === "video") {
    const indices = new Uint16Array(data);
    const table = palette.videos.map(packed);
    return painted(
      indices,
      (index) => table[index % table.length] ?? 0,
      () => 0,
    );
  }
  const bytes = new Uint8Array(data);
  if (by === "verdict") {
    const { none, positive, negative, skip } = palette;
    const table = [none, positive, negative, skip].map(packed);
    return painted(
      bytes,
      (verdict) => table[verdict] ?? 0,
      (verdict) => (verdict ? 1 : 0),
    );
  }
  const table = Array.from({ length: 256 }, (_, score) =>
    packed(score === UNSCORED ? palette.none : rampAt(palette.ramp, score / 254)),
  );
  return painted(
    bytes,
    (score) => table[score] ?? 0,
    (score) => (score >= HIGH && score !== UNSCORED ? 1 : 0),
  );
}

/** How many points there are of each kind, in words: what a person who cannot see it needs. */
export function countsOf(by: ColourBy, data: ArrayBuffer, videos: readonly string[]): string[] {
  if (by === "video") {
    const counts = tally(new Uint16Array(data));
    return [...counts]
      .sort((one, other) => other[1] - one[1])
      .slice(0, 10)
      .map(([index, count]) => `${videos[index] ?? "others"}: ${count}`);
  }
  const bytes = new Uint8Array(data);
  if (by === "verdict") {
    const counts = tally(bytes);
    return ["not judged", "yes", "no", "skipped"].map(
      (words, i) => `${words}: ${counts.get(i) ?? 0}`,
    );
  }
  const fifths = tally(
    bytes.map((score) => (score === UNSCORED ? 5 : Math.min(4, Math.floor((score / 254) * 5)))),
  );
  return [0, 1, 2, 3, 4].map(
    (fifth) =>
      `score ${(fifth / 5).toFixed(1)} to ${((fifth + 1) / 5).toFixed(1)}: ${fifths.get(fifth) ?? 0}`,
  );
}

/** The colour at a place from 0 to 1 of a ramp. */
export function rampAt(ramp: readonly Rgb[], place: number): Rgb {
  const at = Math.max(0, Math.min(1, place)) * (ramp.length - 1);
  const low = ramp[Math.floor(at)] as Rgb;
  const high = ramp[Math.ceil(at)] as Rgb;
  const share = at - Math.floor(at);
  const mix = (i: 0 | 1 | 2) => Math.round(low[i] + share * (high[i] - low[i]));
  return [mix(0), mix(1), mix(2)];
}

/** A colour as CSS writes it. */
export function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** A colour as four bytes R, G, B, A of a picture, in the machine's order. */
export function packed([red, green, blue]: Rgb): number {
  const bytes = new Uint8ClampedArray([red, green, blue, 255]);
  return new Uint32Array(bytes.buffer)[0] ?? 0;
}

function painted(
  values: Uint8Array | Uint16Array,
  colourOf: (value: number) => number,
  frontOf: (value: number) => number,
): Paint {
  const colours = new Uint32Array(values.length);
  const front = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    colours[i] = colourOf(value);
    front[i] = frontOf(value);
  }
  return { colours, front };
}

function tally(values: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
