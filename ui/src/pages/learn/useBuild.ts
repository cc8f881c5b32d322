import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, got } from "../../api/api";
import { isUnfinished, JOBS, type Job, useJob } from "../../api/events";
import { Problem } from "../../api/problem";
import { unsaved } from "../../labelling/queue";
import { writer } from "../../labelling/writes";

const PATIENCE = 3_000;

interface Running {
  id: number;
  /** The person did not ask for it. */
  isAuto: boolean;
}

/**
 * Builds of a label, one at a time. Judging goes on meanwhile.
 *
 * `onBuilt` gets the number of the version that came of it, once it can be asked for.
 */
export function useBuild(label: string, onBuilt: (version: number, isAuto: boolean) => void) {
  const queries = useQueryClient();
  const [running, setRunning] = useState<Running | null>(null);
  const [failure, setFailure] = useState<Problem | null>(null);
  const start = useMutation({
    mutationFn: async (isAuto: boolean) => {
      await allSaved();
      const job = await got(
        api.POST("/api/v1/labels/{label}/builds", {
          params: { path: { label } },
          body: { recipe: "default", seed: 0 },
        }),
      );
      queries.invalidateQueries({ queryKey: JOBS });
      return { id: job.id, isAuto };
    },
    onMutate: () => setFailure(null),
    onSuccess: setRunning,
  });
  const onEnd = async (job: Job) => {
    const isAuto = running?.isAuto ?? false;
    if (job.state === "done") {
      // Lists may wait; how the label stands must be known before its new feeds are shown.
      queries.invalidateQueries({ queryKey: ["labels"] });
      queries.invalidateQueries({ queryKey: ["versions", label] });
      await queries.invalidateQueries({ queryKey: ["label", label] });
      const version = job.result?.version;
      if (typeof version === "number") onBuilt(version, isAuto);
    } else if (job.state !== "cancelled") setFailure(problemOf(job));
    setRunning(null);
  };
  const job = useJob(running?.id ?? null, onEnd);
  const isRunning = start.isPending || running !== null;
  return {
    job: job && isUnfinished(job) ? job : undefined,
    isRunning,
    /** Whether the last one failed by itself, not to be tried again by itself. */
    hasFailed: failure !== null || start.isError,
    error: failure ?? start.error,
    dismiss: () => {
      setFailure(null);
      start.reset();
    },
    build: (isAuto = false) => {
      if (!isRunning) start.mutate(isAuto);
    },
  };
}

/** Resolves when every verdict is on disk, or late enough that a Build need not wait for it. */
function allSaved(): Promise<void> {
  return new Promise((resolve) => {
    const isDone = () => unsaved(writer.get()).count === 0;
    if (isDone()) return resolve();
    const finish = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(finish, PATIENCE);
    const stop = writer.subscribe(() => isDone() && finish());
  });
}

function problemOf(job: Job): Problem {
  const hint = job.result?.hint;
  const words = job.note || `the Build was ${job.state}`;
  return new Problem(0, words, typeof hint === "string" ? hint : "");
}
