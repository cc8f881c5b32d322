import { ACTIONS, type ActionId, bindings, type Changes, rowOf } from "./keys";

/**
 * Give an action other keys. An action that has one of them gets a key that this one gives up, so
 * that no two share a key and none is left without.
 *
 * Returns the changes as they then are; `null` where an action would have no key.
 */
export function rebound(
  changes: Changes,
  action: ActionId,
  keys: readonly string[],
): Changes | null {
  const all = bindings(changes);
  const freed = all[action].filter((key) => !keys.includes(key));
  const next: Record<ActionId, readonly string[]> = { ...all, [action]: keys };
  for (const other of ACTIONS) {
    if (other === action || !all[other].some((key) => keys.includes(key))) continue;
    const kept = all[other].filter((key) => !keys.includes(key));
    next[other] = [...freed.splice(0, 1), ...kept];
    if (next[other].length === 0) return null;
  }
  const changed = ACTIONS.filter((each) => !sameKeys(next[each], rowOf(each).keys));
  return Object.fromEntries(changed.map((each) => [each, next[each]]));
}

/** The other actions whose keys differ after a change. */
export function movedBy(before: Changes, after: Changes, action: ActionId): ActionId[] {
  const [old, now] = [bindings(before), bindings(after)];
  return ACTIONS.filter((each) => each !== action && !sameKeys(old[each], now[each]));
}

function sameKeys(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key) => other.includes(key));
}
