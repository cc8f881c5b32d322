import { useEffect } from "react";
import { useStored, writeStored } from "../../parts/stored";

const NAME = "last-label";

/** Remember the label that a page works on, for pages that are about no label. */
export function useWorksOn(label: string): void {
  useEffect(() => writeStored(NAME, label), [label]);
}

/** The label that was worked on last, if it is one of these; else the first of them. */
export function useLastLabel(names: readonly string[]): string {
  const [last] = useStored(NAME, "");
  return names.includes(last) ? last : (names[0] ?? "");
}
