import { useStored } from "../../parts/stored";

/** The label that was worked on last, if it is one of these; else the first of them. */
export function useLastLabel(names: readonly string[]): string {
  const [last] = useStored("last-label", "");
  return names.includes(last) ? last : (names[0] ?? "");
}
