// @vitest-environment happy-dom
import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeStored } from "../parts/stored";
import type { ActionId } from "./keys";
import { useKeyboard, useKeys } from "./useKeys";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let root: Root;
let heard: string[];

function Listener({
  name,
  actions,
  blocks,
}: {
  name: string;
  actions: ActionId[];
  blocks?: boolean;
}) {
  useKeys(
    Object.fromEntries(
      actions.map((action) => [action, () => void heard.push(`${name} ${action}`)]),
    ),
    { blocks },
  );
  return null;
}

function Keyboard({ children }: { children: ReactNode }) {
  useKeyboard();
  return <>{children}</>;
}

const show = (children: ReactNode) => act(() => root.render(<Keyboard>{children}</Keyboard>));

function press(key: string, target: Element = document.body, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

beforeEach(() => {
  heard = [];
  localStorage.clear();
  document.body.innerHTML = "<div id=root></div>";
  root = createRoot(document.getElementById("root") as Element);
});

afterEach(() => act(() => root.unmount()));

test("the component mounted last comes first, and passes on what it does not know", () => {
  show(
    <>
      <Listener name="grid" actions={["loupe", "yes"]} />
      <Listener name="loupe" actions={["loupe"]} />
    </>,
  );
  press("Enter");
  press("y");
  expect(heard).toEqual(["loupe loupe", "grid yes"]);
});

test("a dialog keeps keys from the page", () => {
  show(
    <>
      <Listener name="grid" actions={["yes"]} />
      <Listener name="dialog" actions={["help"]} blocks />
    </>,
  );
  press("y");
  press("?");
  expect(heard).toEqual(["dialog help"]);
});

test.each([
  ["<input>", 0],
  ["<input type=search>", 0],
  ["<textarea></textarea>", 0],
  ["<select></select>", 0],
  ["<div contenteditable=true></div>", 0],
  ["<input type=checkbox>", 1],
  ["<button></button>", 1],
])("y in %s is heard %i times", (html, times) => {
  show(<Listener name="grid" actions={["yes"]} />);
  document.body.insertAdjacentHTML("beforeend", html);
  press("y", document.body.lastElementChild as Element);
  expect(heard).toHaveLength(times);
});

test("Space and Enter belong to the button that has the focus", () => {
  show(<Listener name="grid" actions={["skip", "loupe", "no"]} />);
  document.body.insertAdjacentHTML("beforeend", "<button><b>Go</b></button>");
  const inner = document.querySelector("b") as Element;
  expect(press(" ", inner).defaultPrevented).toBe(false);
  press("Enter", inner);
  press("n", inner);
  expect(heard).toEqual(["grid no"]);
});

test("a heard key does nothing else, an unheard one is left alone", () => {
  show(<Listener name="grid" actions={["skip"]} />);
  expect(press(" ").defaultPrevented).toBe(true);
  expect(press("b").defaultPrevented).toBe(false);
});

test("text that is being composed judges nothing", () => {
  show(<Listener name="grid" actions={["yes"]} />);
  press("y", document.body, { isComposing: true });
  expect(heard).toEqual([]);
});

test("changed keys work at once", () => {
  show(<Listener name="grid" actions={["yes"]} />);
  act(() => writeStored("keys", { yes: ["j"] }));
  press("j");
  press("y");
  expect(heard).toEqual(["grid yes"]);
});
