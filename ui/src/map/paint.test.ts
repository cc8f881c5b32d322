import { expect, test } from "vitest";
import { countsOf, css, DARK, packed, paintOf, rampAt } from "./paint";

const bytes = (...values: number[]) => Uint8Array.from(values).buffer;
const words = (...values: number[]) => Uint16Array.from(values).buffer;

test("a ramp runs from its first colour to its last", () => {
  const ramp = [
    [0, 0, 0],
    [100, 0, 200],
  ] as const;
  expect([rampAt(ramp, 0), rampAt(ramp, 0.5), rampAt(ramp, 2)]).toEqual([
    [0, 0, 0],
    [50, 0, 100],
    [100, 0, 200],
  ]);
});

test("a colour is packed as a picture wants it", () => {
  const pixel = new Uint8Array(Uint32Array.from([packed([1, 2, 3])]).buffer);
  expect([...pixel]).toEqual([1, 2, 3, 255]);
  expect(css([1, 2, 3])).toBe("rgb(1 2 3)");
});

test("verdicts stand before what is not judged", () => {
  const paint = paintOf("verdict", bytes(0, 1, 2, 3), DARK);
  expect([...paint.front]).toEqual([0, 1, 1, 1]);
  expect(paint.colours[1]).toBe(packed(DARK.positive));
});

test("scores follow the ramp; without one a point is grey", () => {
  const paint = paintOf("score", bytes(0, 254, 255), DARK);
  expect([...paint.colours]).toEqual(
    [[92, 86, 116] as const, [255, 240, 130] as const, DARK.none].map(packed),
  );
  expect([...paint.front]).toEqual([0, 1, 0]);
});

test("videos take turns with the colours", () => {
  const paint = paintOf("video", words(0, 10, 1), DARK);
  expect(paint.colours[0]).toBe(paint.colours[1]);
  expect(paint.colours[0]).not.toBe(paint.colours[2]);
});

test("the picture is also told in words", () => {
  expect(countsOf("verdict", bytes(0, 0, 1, 2), [])).toEqual([
    "not judged: 2",
    "yes: 1",
    "no: 1",
    "skipped: 0",
  ]);
  expect(countsOf("video", words(1, 1, 0), ["a.mp4", "b.mp4"])).toEqual(["b.mp4: 2", "a.mp4: 1"]);
  expect(countsOf("score", bytes(0, 130, 254, 255), [])).toEqual([
    "score 0.0 to 0.2: 1",
    "score 0.2 to 0.4: 0",
    "score 0.4 to 0.6: 1",
    "score 0.6 to 0.8: 0",
    "score 0.8 to 1.0: 1",
  ]);
});
