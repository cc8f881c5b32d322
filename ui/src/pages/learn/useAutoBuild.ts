import { useEffect, useRef } from "react";
import { unsaved } from "../../labelling/queue";
import { useQueue } from "../../labelling/writes";
import { useStored } from "../../parts/stored";
import type { Label } from "../useLabel";
import type { useBuild } from "./useBuild";

/** After how many new judgements a label builds by itself; 0 is never. Remembered per label. */
export function useAutoAfter(label: string): [number, (after: number) => void] {
  return useStored(`build-after.${label}`, 0);
}

/** Build by itself once enough is new; after a failure only when more is. */
export function useAutoBuild(
  label: Label | undefined,
  after: number,
  builds: ReturnType<typeof useBuild>,
): void {
  const isSaved = unsaved(useQueue()).count === 0;
  const tried = useRef(0);
  const count = label?.new_judgements ?? 0;
  const { isRunning, build } = builds;
  const start = useRef(build);
  useEffect(() => {
    start.current = build;
  });
  useEffect(() => {
    if (count === 0) tried.current = 0;
    if (after === 0 || isRunning || !isSaved || count < tried.current + after) return;
    tried.current = count;
    start.current(true);
  }, [after, count, isRunning, isSaved]);
}
