import { useEffect, useRef } from "react";
import { useStored } from "../../parts/stored";
import type { Label } from "../useLabel";
import { type Asked, isDue } from "./kinds";
import type { useBuild } from "./useBuild";

/** Whether a label builds by itself as one judges; remembered. */
export function useBuildsAsJudged(): [boolean, (isWanted: boolean) => void] {
  return useStored("build-as-i-judge", true);
}

/** Build by itself once enough is new; after a failure only when more is. */
export function useAutoBuild(
  label: Label | undefined,
  isWanted: boolean,
  { isRunning, build }: ReturnType<typeof useBuild>,
): void {
  const asked = useRef<Asked | null>(null);
  const start = useRef(build);
  useEffect(() => {
    start.current = build;
  });
  const version = label?.current_version ?? null;
  const count = label?.new_judgements ?? 0;
  useEffect(() => {
    const now = { version, count };
    if (!isWanted || isRunning || !isDue(now, asked.current)) return;
    asked.current = now;
    start.current(true);
  }, [isWanted, version, count, isRunning]);
}
