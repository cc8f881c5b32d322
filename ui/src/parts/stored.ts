import { useCallback, useSyncExternalStore } from "react";

const PREFIX = "shotseer.";
const listeners = new Set<() => void>();
/** What was read last, so that equal text gives the same object. */
const cache = new Map<string, { text: string | null; value: unknown }>();
/** Settings of this page only, where the browser keeps nothing for us. */
const unkept = new Map<string, string>();

/** Read a remembered setting; `fallback` where there is none or it cannot be read. */
export function readStored<T>(name: string, fallback: T): T {
  const text = unkept.get(name) ?? textOf(name);
  if (text === null) return fallback;
  const known = cache.get(name);
  if (known?.text === text) return known.value as T;
  try {
    const value = JSON.parse(text) as T;
    cache.set(name, { text, value });
    return value;
  } catch {
    return fallback;
  }
}

/** Remember a setting in this browser and tell everyone who shows it. */
export function writeStored<T>(name: string, value: T): void {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(PREFIX + name, text);
    unkept.delete(name);
  } catch {
    unkept.set(name, text);
  }
  for (const listener of listeners) listener();
}

/** A setting that this browser remembers; every component that uses it follows changes. */
export function useStored<T>(name: string, fallback: T): [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => readStored(name, fallback));
  const write = useCallback((next: T) => writeStored(name, next), [name]);
  return [value, write];
}

function textOf(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
