import { useEffect, useState, useSyncExternalStore } from "react";
import type { Schema } from "../api/api";
import { ANNOTATOR, api, got } from "../api/api";
import { type Unsaved, unsaved, type Write } from "./queue";
import { Writer } from "./writer";

const TIMEOUT = 15_000;
/** Saving shows only when it takes longer than this. */
const LATE = 1_000;
const PATIENCE = 3_000;

/** The page's one queue of verdicts. */
export const writer = new Writer(send, () => localStorage);

async function send({ label, to, body, annotator }: Write): Promise<void> {
  const request = {
    params: { path: { label } },
    headers: annotator ? { [ANNOTATOR]: encodeURIComponent(annotator) } : {},
    signal: AbortSignal.timeout(TIMEOUT),
  };
  if (to === "undos")
    await got(
      api.POST("/api/v1/labels/{label}/undos", { ...request, body: body as Schema["Undo"] }),
    );
  else
    await got(
      api.POST("/api/v1/labels/{label}/annotations", {
        ...request,
        body: body as Schema["NewAnnotations"],
      }),
    );
}

/** Look after the queue while the page lives; the shell calls it once. */
export function useWriter(): void {
  useEffect(() => {
    const start = () => writer.start();
    const stop = () => writer.stop();
    const hurry = () => writer.hurry();
    start();
    window.addEventListener("pageshow", start);
    window.addEventListener("pagehide", stop);
    window.addEventListener("online", hurry);
    return () => {
      stop();
      window.removeEventListener("pageshow", start);
      window.removeEventListener("pagehide", stop);
      window.removeEventListener("online", hurry);
    };
  }, []);
}

export function useQueue() {
  return useSyncExternalStore(writer.subscribe, writer.get);
}

/** Resolves when every verdict is on disk, or late enough that nobody need wait for it. */
export function allSaved(): Promise<void> {
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

/** What is not saved yet, once that is late; else `null`. */
export function useLate(): Unsaved | null {
  const waits = unsaved(useQueue());
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (waits.since === null) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [waits.since]);
  return waits.since !== null && now - waits.since > LATE ? waits : null;
}
