import { useSyncExternalStore } from "react";
import { Problem } from "./problem";

const listeners = new Set<() => void>();
let isAway = false;
let returns = 0;

/** Note whether the server answered. Every request tells, so that what failed can come back. */
export function noteReach(answered: boolean): void {
  if (answered && isAway) {
    returns += 1;
    for (const listener of listeners) listener();
  }
  isAway = !answered;
}

/** How often the server came back since the page was opened: changes when it has. */
export function useReturns(): number {
  return useSyncExternalStore(onReturn, () => returns);
}

/** Be told whenever the server is back. */
export function onReturn(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether no answer came at all, so that the same may work when the server is back. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Problem && error.status === 0;
}
