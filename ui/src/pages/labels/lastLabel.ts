import { useEffect } from "react";
import { readStored, useStored, writeStored } from "../../parts/stored";

const NAME = "last-label";

/** The label that was worked on last, if it is one of these; else the first of them. */
export function useLastLabel(names: readonly string[]): string {
  const [last] = useStored(NAME, "");
  return names.includes(last) ? last : (names[0] ?? "");
}

/** The label that was worked on last; empty where there was none. */
export function lastLabel(): string {
  return readStored(NAME, "");
}

/** Remember the label that a page works on, for pages that are about no label. */
export function useWorksOn(label: string): void {
  useEffect(() => {
    if (label && lastLabel() !== label) writeStored(NAME, label);
  }, [label]);
}

/** The label that an address is about; `null` where there is none. */
export function labelAt(path: string, search: string): string | null {
  const named = /^\/labels\/([^/]+)\//.exec(path)?.[1];
  if (named) return decodeURIComponent(named);
  return path.startsWith("/shots/") ? new URLSearchParams(search).get("label") || null : null;
}
