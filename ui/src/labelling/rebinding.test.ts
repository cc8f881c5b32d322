import { expect, test } from "vitest";
import { movedBy, rebound } from "./rebinding";

test("a free key replaces those of an action", () => {
  expect(rebound({}, "yes", ["j"])).toEqual({ yes: ["j"] });
  expect(rebound({ yes: ["j"] }, "undo", ["k"])).toEqual({ yes: ["j"], undo: ["k"] });
});

test("a key that is taken is swapped", () => {
  expect(rebound({}, "yes", ["n"])).toEqual({ yes: ["n"], no: ["y"] });
  expect(rebound({}, "yes", ["u"])).toEqual({ yes: ["u"], undo: ["y", "Mod+z"] });
  expect(rebound({}, "undo", ["y"])).toEqual({ undo: ["y"], yes: ["u"] });
  expect(movedBy({}, { yes: ["n"], no: ["y"] }, "yes")).toEqual(["no"]);
});

test("the keys it came with are taken back in the same way", () => {
  expect(rebound({ yes: ["n"], no: ["y"] }, "yes", ["y"])).toEqual({});
  expect(rebound({ yes: ["y"] }, "no", ["n"])).toEqual({});
});

test("no action is left without a key", () => {
  expect(rebound({ undo: ["k"], yes: ["u"], no: ["Mod+z"] }, "undo", ["u", "Mod+z"])).toBeNull();
  expect(rebound({ yes: [] }, "yes", ["n"])).toBeNull();
});

test("a clash from elsewhere is mended", () => {
  expect(rebound({ yes: ["n"] }, "yes", ["y"])).toEqual({});
  expect(rebound({ yes: ["n"] }, "no", ["k"])).toEqual({ yes: ["n"], no: ["k"] });
});
