import { useEffect, useMemo, useRef } from "react";
import { useStored } from "../parts/stored";
import { type ActionId, actionOf, type Bindings, bindings, type Changes } from "./keys";

/** What a component does on which action. Return `false` to let the next one below have it. */
// biome-ignore lint/suspicious/noConfusingVoidType: most handlers return nothing
export type Handlers = Partial<Record<ActionId, (event: KeyboardEvent) => void | false>>;

interface Layer {
  handlers: () => Handlers;
  blocks: boolean;
}

/** Who listens, the newest last: the topmost that knows an action gets it. */
const layers: Layer[] = [];
let current: Bindings = bindings();

/** The keys of every action as this person has set them. */
export function useBindings(): Bindings {
  const [changes] = useStored<Changes>("keys", NO_CHANGES);
  return useMemo(() => bindings(changes), [changes]);
}

/**
 * Listen for shortcuts while mounted.
 *
 * Components mounted later come first, so a loupe over a grid gets Enter, Escape and the arrows,
 * and what it does not know goes on to the grid and the page. `blocks` stops that: for dialogs.
 * Nothing fires while a person types, composes text, or works a control that uses the key itself.
 */
export function useKeys(handlers: Handlers, { enabled = true, blocks = false } = {}): void {
  const newest = useRef(handlers);
  useEffect(() => {
    newest.current = handlers;
  });
  useEffect(() => {
    if (!enabled) return;
    const layer: Layer = { handlers: () => newest.current, blocks };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, [enabled, blocks]);
}

/** Start to listen; the shell calls it once. */
export function useKeyboard(): void {
  const all = useBindings();
  useEffect(() => {
    current = all;
  }, [all]);
  useEffect(() => {
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** Hand a key press to the topmost layer that wants it. */
export function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || isTyping(event) || usesItself(event)) return;
  const action = actionOf(event, current);
  if (action === null) return;
  for (const layer of layers.toReversed()) {
    const handler = layer.handlers()[action];
    if (handler && handler(event) !== false) {
      event.preventDefault();
      return;
    }
    if (layer.blocks) return;
  }
}

const NO_CHANGES: Changes = {};
const TYPED_INTO = "input, textarea, select, [contenteditable=''], [contenteditable='true']";
const WITHOUT_TEXT = new Set(["button", "checkbox", "color", "file", "radio", "range", "submit"]);
const ACTIVATED =
  "button, input, a[href], summary, video, [role=button], [role=tab], [role=menuitem]";
const MOVED_IN = "input, [role=tab], [role=menuitem]";
const MOVES = /^(Arrow|Page|Home|End)/;

function isTyping(event: KeyboardEvent): boolean {
  const field = event.target instanceof Element ? event.target.closest(TYPED_INTO) : null;
  return field !== null && !(field instanceof HTMLInputElement && WITHOUT_TEXT.has(field.type));
}

/** Space and Enter work the focused control; arrows move a slider or go between tabs. */
function usesItself({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (key === " " || key === "Enter") return target.closest(ACTIVATED) !== null;
  return MOVES.test(key) && target.closest(MOVED_IN) !== null;
}
