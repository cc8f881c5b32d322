import { expect, test } from "vitest";
import {
  ago,
  bytes,
  counted,
  duration,
  percent,
  percentRange,
  roughTime,
  shortCount,
  twoDigits,
  withInterval,
} from "./words";

test("a number has two digits, and its interval beside it", () => {
  expect(twoDigits(0.866)).toBe("0.87");
  expect(withInterval({ value: 0.866, low: 0.79, high: 0.934 })).toBe("0.87 (0.79 to 0.93)");
});

test("a share is a percentage, and never certain before it is", () => {
  expect([0, 0.5, 0.914, 0.999, 1].map(percent)).toEqual(["0 %", "50 %", "91 %", "99 %", "100 %"]);
});

test("where a share may lie is a range", () => {
  expect(percentRange({ low: 0.401, high: 0.749 })).toBe("40 to 75 %");
  expect(percentRange({ low: 0.0031, high: 0.0118 })).toBe("0.31 to 1.2 %");
  expect(percentRange({ low: 0, high: 1 })).toBe("0 to 100 %");
  expect(percentRange({ low: 0.5, high: 0.5 })).toBe("50 %");
});

test("counts on an axis are short", () => {
  expect([0, 999, 9999, 10_000, 504_030, 1_000_000, 1_250_000].map(shortCount)).toEqual([
    "0",
    "999",
    "9,999",
    "10 k",
    "504 k",
    "1 M",
    "1.3 M",
  ]);
});

test("counted things agree with their number", () => {
  expect(counted(1, "shot")).toBe("1 shot");
  expect(counted(0, "shot")).toBe("0 shots");
  expect(counted(1234, "shot")).toBe("1,234 shots");
  expect(counted(2, "query", "queries")).toBe("2 queries");
});

test("a length of film is written as editors write it", () => {
  expect([0, 4.26, 67, 600, 3723.9].map(duration)).toEqual([
    "0:00.0",
    "0:04.2",
    "1:07",
    "10:00",
    "1:02:03",
  ]);
});

test("time left is no more exact than it is known", () => {
  expect([0, 7, 44, 60, 200, 3600, 40_000].map(roughTime)).toEqual([
    "about 5 s",
    "about 10 s",
    "about 45 s",
    "about 1 min",
    "about 3 min",
    "about 1.0 h",
    "about 11 h",
  ]);
});

test("sizes are in powers of a thousand", () => {
  expect([0, 999, 5_510_872, 123_400_000, 2.5e12].map(bytes)).toEqual([
    "0 bytes",
    "999 bytes",
    "5.5 MB",
    "123 MB",
    "2.5 TB",
  ]);
});

test("what happened is as long ago as people say", () => {
  const now = Date.parse("2026-05-10T12:00:00Z");
  const times = ["2026-05-10T11:59:40Z", "2026-05-10T11:15:00Z", "2026-05-10T01:00:00Z"];
  expect(times.map((time) => ago(time, now))).toEqual(["just now", "45 min ago", "11 h ago"]);
  expect(ago("2026-05-09T11:00:00Z", now)).toBe("1 day ago");
  expect(ago("2026-05-05T11:00:00Z", now)).toBe("5 days ago");
});
