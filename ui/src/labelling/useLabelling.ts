import { useEffect, useState, useSyncExternalStore } from "react";
import { api, got } from "../api/api";
import type { ShotItem } from "../shots/shot";
import type { Feed, Mark } from "./labelling";
import { unsaved } from "./queue";
import { Labelling } from "./store";
import { writer } from "./writes";

const LOOK = 3_000;
/** How far each label's log was followed. */
const positions = new Map<string, string>();
const lookers = new Set<() => void>();

/**
 * The judging of a label on this page: `const labelling = useLabelling(label)`.
 *
 * Then fill feeds with `labelling.open(feed, items, { source, feedId })` and `labelling.append`,
 * show them by `<ShotBrowser labelling={labelling} feed={feed} />`, and put a `<VerdictBar>` above.
 * What other tabs and other people say arrives by itself.
 */
export function useLabelling(label: string | null): Labelling {
  const [labelling, setLabelling] = useState(() => makeLabelling(label));
  const current = labelling.label === label ? labelling : makeLabelling(label);
  if (current !== labelling) setLabelling(current);
  useEffect(
    () =>
      writer.onRefusal(({ write, problem }) => {
        const { batch } = write;
        current.dispatch({ type: "refuse", batch, reason: problem.detail, now: Date.now() });
      }),
    [current],
  );
  useEffect(() => (current.label ? follow(current, current.label) : undefined), [current]);
  return current;
}

/** A feed as it stands: its shots, focus and selection. */
export function useFeed(labelling: Labelling, feed: string): Feed<ShotItem> {
  return useSyncExternalStore(labelling.subscribe, () => labelling.feed(feed));
}

/** Which feed keys act on. */
export function useActiveFeed(labelling: Labelling): string {
  return useSyncExternalStore(labelling.subscribe, () => labelling.get().active);
}

/** What was said of a shot since the page was loaded. */
export function useMark(labelling: Labelling, shot: string): Mark | undefined {
  return useSyncExternalStore(labelling.subscribe, () => labelling.get().marks.get(shot));
}

/** What was written beside shots here, by their ids. */
export function useNotesOf(labelling: Labelling): ReadonlyMap<string, string> {
  return useSyncExternalStore(labelling.subscribe, () => labelling.notes);
}

/** A labelling for a moment, of a page that shows no shots. */
export function makeLabelling(label: string | null): Labelling {
  return new Labelling(label, (writes) => writer.add(writes));
}

/** Ask at once what changed, as after something that the server did for this page. */
export function lookNow(): void {
  for (const look of lookers) look();
}

/** Ask now and then what changed for a label. Returns how to stop. */
function follow(labelling: Labelling, label: string): () => void {
  const look = async () => {
    // What is on its way to the server is newer than what the server knows.
    if (document.hidden || unsaved(writer.get()).count > 0) return;
    const since = Date.now();
    const after = positions.get(label);
    const params = { path: { label }, query: after === undefined ? {} : { after } };
    const found = await got(api.GET("/api/v1/labels/{label}/changes", { params }));
    positions.set(label, found.position);
    const changes = found.changes.map((change) => ({
      id: change.shot_id,
      verdict: change.verdict ?? null,
    }));
    labelling.dispatch({ type: "remote", changes, since, now: Date.now() });
  };
  // Without an answer the next look will do.
  const quietly = () => void look().catch(() => {});
  const timer = setInterval(quietly, LOOK);
  lookers.add(quietly);
  quietly();
  return () => {
    clearInterval(timer);
    lookers.delete(quietly);
  };
}
