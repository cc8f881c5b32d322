import { describe, expect, test } from "vitest";
import { ACTIONS, actionOf, bindingOf, bindings, conflicts, hintOf, shown } from "./keys";

const all = bindings();

describe("the table", () => {
  test("gives every action a key, and no key two actions", () => {
    expect(ACTIONS.filter((action) => all[action].length === 0)).toEqual([]);
    expect(conflicts(all).size).toBe(0);
  });

  test("has the keys that people are promised", () => {
    expect(all).toMatchObject({
      yes: ["y"],
      no: ["n"],
      skip: ["Space"],
      undo: ["u", "Mod+z"],
      selectAll: ["a"],
      loupe: ["Enter"],
      back: ["Escape"],
      build: ["b"],
      search: ["/"],
      definition: ["g"],
      help: ["?"],
    });
  });
});

describe("a key press", () => {
  test.each([
    [{ key: "y" }, "yes"],
    [{ key: "Y", shiftKey: true }, null],
    [{ key: " " }, "skip"],
    [{ key: "z", ctrlKey: true }, "undo"],
    [{ key: "z", metaKey: true }, "undo"],
    [{ key: "z" }, null],
    [{ key: "y", ctrlKey: true }, null],
    [{ key: "y", altKey: true }, null],
    [{ key: "ArrowDown" }, "down"],
    [{ key: "ArrowDown", shiftKey: true }, "down"],
    [{ key: "End", shiftKey: true }, "last"],
    [{ key: "?", shiftKey: true }, "help"],
    [{ key: "/", shiftKey: true }, "search"],
    [{ key: "1" }, "feed1"],
    [{ key: "Shift", shiftKey: true }, null],
    [{ key: "Process", isComposing: true }, null],
    [{ key: "y", isComposing: true }, null],
    [{ key: "н", code: "KeyY" }, "yes"],
    [{ key: "y", code: "KeyZ" }, "yes"],
    [{ key: "Tab" }, null],
  ])("%j asks for %s", (press, action) => expect(actionOf(press, all)).toBe(action));

  test("held down moves on, but does not judge on", () => {
    expect(actionOf({ key: "ArrowDown", repeat: true }, all)).toBe("down");
    expect(actionOf({ key: "y", repeat: true }, all)).toBeNull();
    expect(actionOf({ key: "u", repeat: true }, all)).toBeNull();
  });

  test("is written with its modifiers", () => {
    expect(bindingOf({ key: "K", shiftKey: true, ctrlKey: true })).toBe("Mod+Shift+k");
    expect(bindingOf({ key: "F2" })).toBe("F2");
  });
});

describe("changed keys", () => {
  test("replace the table's", () => {
    const mine = bindings({ yes: ["j"] });
    expect(actionOf({ key: "j" }, mine)).toBe("yes");
    expect(actionOf({ key: "y" }, mine)).toBeNull();
  });

  test("show what they clash with", () => {
    expect([...conflicts(bindings({ yes: ["n"] }))]).toEqual([["n", ["yes", "no"]]]);
  });

  test("may be none", () => {
    expect(hintOf(bindings({ build: [] }), "build")).toBe("");
  });
});

test("keys are shown as they stand on the keyboard", () => {
  expect(hintOf(all, "undo")).toBe("U or Ctrl Z");
  expect(["ArrowLeft", "PageDown", "Escape", "Mod+Shift+k", "Space"].map(shown)).toEqual([
    "←",
    "Page down",
    "Esc",
    "Ctrl Shift K",
    "Space",
  ]);
});
