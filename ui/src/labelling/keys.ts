/**
 * The one table of shortcuts. It drives the key handler, the tooltips and the help overlay.
 *
 * A binding is written as `Mod+z`, `Shift+a`, `Space`, `?`: `Mod` is Ctrl, or Cmd on a Mac.
 * Everything here is pure; `useKeys.ts` listens.
 */

/** Where an action works, as the help overlay groups it. */
export type Group = "Judge" | "Move" | "Look" | "Go";

interface Row {
  keys: readonly string[];
  label: string;
  group: Group;
  /** Holding the key down does it again. A verdict held down would judge unseen shots. */
  repeats?: true;
  /** Works with Shift held too, and then extends the selection. */
  extends?: true;
}

const TABLE = {
  yes: { keys: ["y"], label: "Yes, this is one", group: "Judge" },
  no: { keys: ["n"], label: "No, it is not", group: "Judge" },
  skip: { keys: ["Space"], label: "Skip: cannot say", group: "Judge" },
  undo: { keys: ["u", "Mod+z"], label: "Undo the last verdict", group: "Judge" },
  note: { keys: ["m"], label: "Write a note", group: "Judge" },
  selectAll: { keys: ["a"], label: "Select the unjudged on screen", group: "Judge" },
  toggle: { keys: ["Mod+Space"], label: "Select or unselect this shot", group: "Judge" },
  withdraw: { keys: ["x"], label: "Take my verdict away", group: "Judge" },

  left: { keys: ["ArrowLeft"], label: "Left", group: "Move", repeats: true, extends: true },
  right: { keys: ["ArrowRight"], label: "Right", group: "Move", repeats: true, extends: true },
  up: { keys: ["ArrowUp"], label: "Up", group: "Move", repeats: true, extends: true },
  down: { keys: ["ArrowDown"], label: "Down", group: "Move", repeats: true, extends: true },
  pageUp: { keys: ["PageUp"], label: "A screen up", group: "Move", repeats: true, extends: true },
  pageDown: {
    keys: ["PageDown"],
    label: "A screen down",
    group: "Move",
    repeats: true,
    extends: true,
  },
  first: { keys: ["Home"], label: "First shot", group: "Move", extends: true },
  last: { keys: ["End"], label: "Last shot", group: "Move", extends: true },

  loupe: { keys: ["Enter"], label: "Look closer", group: "Look" },
  compare: { keys: ["c"], label: "Compare the selected shots", group: "Look" },
  play: { keys: ["p"], label: "Play or pause", group: "Look" },
  frameBack: { keys: [","], label: "One frame back", group: "Look", repeats: true },
  frameForward: { keys: ["."], label: "One frame on", group: "Look", repeats: true },
  back: { keys: ["Escape"], label: "One level up", group: "Look" },
  definition: { keys: ["g"], label: "The label's definition", group: "Look" },
  similar: { keys: ["s"], label: "Shots like this one", group: "Look" },
  openShot: { keys: ["o"], label: "Open the shot's page", group: "Look" },

  build: { keys: ["b"], label: "Build, and go to Learn", group: "Go" },
  search: { keys: ["/"], label: "Search", group: "Go" },
  learn: { keys: ["l"], label: "Learn", group: "Go" },
  review: { keys: ["r"], label: "Review", group: "Go" },
  versions: { keys: ["v"], label: "Versions", group: "Go" },
  labels: { keys: ["Shift+l"], label: "Labels", group: "Go" },
  newLabel: { keys: ["Shift+n"], label: "New label", group: "Go" },
  feed0: { keys: ["0"], label: "Feed: suggested", group: "Go" },
  feed1: { keys: ["1"], label: "Feed: top positive", group: "Go" },
  feed2: { keys: ["2"], label: "Feed: borderline", group: "Go" },
  feed3: { keys: ["3"], label: "Feed: random", group: "Go" },
  feed4: { keys: ["4"], label: "Feed: top negative", group: "Go" },
  help: { keys: ["?"], label: "All keys", group: "Go" },
} as const satisfies Record<string, Row>;

export type ActionId = keyof typeof TABLE;
export type Bindings = Readonly<Record<ActionId, readonly string[]>>;
/** What a person changed: only actions whose keys differ from the table's. */
export type Changes = Partial<Record<ActionId, readonly string[]>>;

export const ACTIONS = Object.keys(TABLE) as ActionId[];
const rows: Record<ActionId, Row> = TABLE;

export function rowOf(action: ActionId): Row {
  return rows[action];
}

/** The keys of every action, with a person's changes laid over the table's. */
export function bindings(changes: Changes = {}): Bindings {
  return Object.fromEntries(
    ACTIONS.map((action) => [action, changes[action] ?? rows[action].keys]),
  ) as Bindings;
}

/** The actions that share a key, by key; empty where all is well. */
export function conflicts(all: Bindings): Map<string, ActionId[]> {
  const users = new Map<string, ActionId[]>();
  for (const action of ACTIONS)
    for (const key of all[action]) users.set(key, [...(users.get(key) ?? []), action]);
  return new Map([...users].filter(([, actions]) => actions.length > 1));
}

/** What is read of a keyboard event. */
export interface Press {
  key: string;
  code?: string;
  ctrlKey?: boolean;
  metaKey?: boolean;
  altKey?: boolean;
  shiftKey?: boolean;
  repeat?: boolean;
  isComposing?: boolean;
}

/**
 * Write a key press as a binding, or `null` for one that cannot be a shortcut.
 *
 * Shift is part of a letter's binding but not of a sign's: `?` is `?` wherever a layout puts it.
 * On a layout that writes no Latin letters the physical key counts.
 */
export function bindingOf(press: Press): string | null {
  if (press.isComposing || press.altKey || MODIFIERS.has(press.key)) return null;
  const name = nameOf(press);
  const shift = press.shiftKey && (name.length > 1 || /^[a-z]$/.test(name));
  return (press.ctrlKey || press.metaKey ? "Mod+" : "") + (shift ? "Shift+" : "") + name;
}

/** The action that a key press asks for, or `null`. */
export function actionOf(press: Press, all: Bindings): ActionId | null {
  const binding = bindingOf(press);
  if (binding === null) return null;
  const action =
    ACTIONS.find((each) => all[each].includes(binding)) ??
    ACTIONS.find((each) => rows[each].extends && all[each].includes(unshifted(binding)));
  return action && !(press.repeat && !rows[action].repeats) ? action : null;
}

/** The keys of an action as a person reads them, such as `U or Ctrl Z`; empty without keys. */
export function hintOf(all: Bindings, action: ActionId | undefined): string {
  return action ? all[action].map(shown).join(" or ") : "";
}

/** A binding as a person reads it. */
export function shown(binding: string): string {
  return binding
    .replace("Mod+", `${MOD} `)
    .replace("Shift+", "Shift ")
    .replace(/Arrow(Left|Right|Up|Down)$/, (_, side: keyof typeof ARROWS) => ARROWS[side])
    .replace(/(^| )([a-z])$/, (_, before: string, letter: string) => before + letter.toUpperCase())
    .replace("PageUp", "Page up")
    .replace("PageDown", "Page down")
    .replace("Escape", "Esc");
}

const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph", "Dead", "Process"]);
const ARROWS = { Left: "←", Right: "→", Up: "↑", Down: "↓" };
const MOD = /Mac|iP(hone|ad)/.test(globalThis.navigator?.userAgent ?? "") ? "Cmd" : "Ctrl";

function nameOf({ key, code }: Press): string {
  if (key === " ") return "Space";
  if (key.length > 1) return key;
  const letter = key.toLowerCase();
  const physical = /^Key([A-Z])$/.exec(code ?? "")?.[1];
  return physical && letter > "\u007f" ? physical.toLowerCase() : letter;
}

function unshifted(binding: string): string {
  return binding.replace("Shift+", "");
}
