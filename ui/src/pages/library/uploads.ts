import { useSyncExternalStore } from "react";
import { api, got } from "../../api/api";
import { asProblem, Problem } from "../../api/problem";
import { annotatorName } from "../../parts/preferences";
import { bytes } from "../../parts/words";

/** A file on its way to the server, or one that did not arrive. */
export interface Upload {
  id: number;
  file: File;
  state: "waiting" | "sending" | "arrived" | "failed";
  /** Bytes on the server. */
  sent: number;
  /** When it began, in milliseconds. */
  since: number;
  path?: string;
  problem?: Problem;
}

const listeners = new Set<() => void>();
let uploads: readonly Upload[] = [];
let newest = 0;
let isBusy = false;
let running: XMLHttpRequest | null = null;

/** All uploads since the page was opened that still matter. They go on while pages change. */
export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(subscribe, () => uploads);
}

/**
 * Send files, one after the other, then have them ingested together.
 *
 * `onIngest` is called when the server has begun to bring them in.
 */
export async function upload(files: readonly File[], limit: number, onIngest: () => void) {
  const added = files.map((file) => entry(file, limit));
  change([...uploads, ...added]);
  if (isBusy) return;
  isBusy = true;
  const paths: string[] = [];
  for (let next = waiting(); next; next = waiting()) {
    const path = await sendOne(next);
    if (path) paths.push(path);
  }
  isBusy = false;
  if (paths.length === 0) return;
  try {
    await got(api.POST("/api/v1/ingests", { body: { paths } }));
    change(uploads.filter(({ state }) => state !== "arrived"));
    onIngest();
  } catch (error) {
    for (const { id, state } of uploads)
      if (state === "arrived") update(id, { state: "failed", problem: asProblem(error) });
  }
}

/** Stop an upload, or forget one that failed. */
export function dropUpload(id: number): void {
  const found = uploads.find((each) => each.id === id);
  change(uploads.filter((each) => each.id !== id));
  if (found?.state === "sending") running?.abort();
}

function entry(file: File, limit: number): Upload {
  const made: Upload = { id: ++newest, file, state: "waiting", sent: 0, since: Date.now() };
  if (file.size <= limit) return made;
  const problem = new Problem(
    413,
    `${file.name} has ${bytes(file.size)}; this server takes up to ${bytes(limit)}`,
    "Copy it into a folder of the library and add that, or raise the upload limit.",
  );
  return { ...made, state: "failed", problem };
}

function waiting(): Upload | undefined {
  return uploads.find(({ state }) => state === "waiting");
}

async function sendOne({ id, file }: Upload): Promise<string | null> {
  update(id, { state: "sending", since: Date.now() });
  try {
    const path = await post(file, (sent) => update(id, { sent }));
    update(id, { state: "arrived", sent: file.size, path });
    return path;
  } catch (error) {
    update(id, { state: "failed", problem: asProblem(error) });
    return null;
  }
}

/** The request itself: only XMLHttpRequest tells how much of a body has gone. */
function post(file: File, onSent: (bytes: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    running = request;
    request.open("POST", `/api/v1/uploads?name=${encodeURIComponent(file.name)}`);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    const name = annotatorName();
    if (name) request.setRequestHeader("Shotseer-Annotator", encodeURIComponent(name));
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      const said = request.response;
      if (request.status === 201) resolve(said.path);
      else
        reject(
          new Problem(
            request.status,
            said?.detail ?? `the server answered ${request.status}`,
            said?.hint ?? "",
          ),
        );
    };
    request.onerror = () =>
      reject(
        new Problem(0, `${file.name} did not arrive: the connection broke`, "Drop it here again."),
      );
    request.onabort = () => reject(new Problem(0, `the upload of ${file.name} was stopped`));
    request.send(file);
  });
}

function update(id: number, what: Partial<Upload>): void {
  change(uploads.map((each) => (each.id === id ? { ...each, ...what } : each)));
}

function change(next: readonly Upload[]): void {
  uploads = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
