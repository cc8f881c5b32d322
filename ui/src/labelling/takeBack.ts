import type { QueryClient } from "@tanstack/react-query";
import { api, got } from "../api/api";
import { asProblem } from "../api/problem";
import { annotatorName } from "../parts/preferences";
import { toast } from "../parts/Toast";
import { counted } from "../parts/words";
import { nameOf, VERDICT_WORDS } from "../shots/shot";
import type { Mark, Step, Verdict } from "./labelling";
import { earlierWrite } from "./queue";
import { type Labelling, undoOf } from "./store";
import { lookNow } from "./useLabelling";
import { allSaved, writer } from "./writes";

/**
 * Take back a person's last verdict for a label, on whichever page it was given, also before the
 * browser's page was loaded anew. What is not on screen is named in a toast.
 */
export async function takeBack(labelling: Labelling, queries: QueryClient): Promise<void> {
  const { label } = labelling;
  if (!label) return;
  const before = labelling.get().marks;
  const step = labelling.undo();
  if (step) {
    if (!isOnScreen(labelling, step)) toast(await wordsOf(step, before));
    return;
  }
  try {
    toast(await takeBackEarlier(label));
  } catch (error) {
    const { detail, status } = asProblem(error);
    toast(status === 404 ? `Nothing of yours to take back for ${label}` : `Not undone: ${detail}`);
  }
  lookNow();
  queries.invalidateQueries({ queryKey: ["label", label] });
}

/** What the server, or an earlier page's queue, still knows. */
async function takeBackEarlier(label: string): Promise<string> {
  const write = earlierWrite(writer.get(), label);
  if (write) {
    writer.add([undoOf(label, write.batch, write.count, Date.now())]);
    return `Taken back: ${counted(write.count, "verdict")} for ${label}, not saved yet`;
  }
  await allSaved();
  if (await isImported(label)) return "Your last verdicts were imported: they stay";
  const params = { path: { label } };
  const { annotations } = await got(api.POST("/api/v1/labels/{label}/undos", { params, body: {} }));
  const [first] = annotations;
  if (annotations.length !== 1 || !first)
    return `Taken back: ${counted(annotations.length, "verdict")}`;
  return said(first.verdict, await nameOfShot(first.shot_id));
}

/** An import is thousands of verdicts at once: a key that slipped must not end it. */
async function isImported(label: string): Promise<boolean> {
  const annotator = annotatorName() || (await got(api.GET("/api/v1/workspace"))).annotator;
  const query = { annotator, limit: 1 };
  const { items } = await got(
    api.GET("/api/v1/labels/{label}/annotations", { params: { path: { label }, query } }),
  );
  return items[0]?.annotation.source === "import";
}

function isOnScreen(labelling: Labelling, { feed, before }: Step): boolean {
  const { at } = labelling.feed(feed);
  return before.every(([id]) => at.has(id));
}

async function wordsOf({ before }: Step, marks: ReadonlyMap<string, Mark>): Promise<string> {
  const [id] = before[0] ?? [""];
  if (before.length !== 1) return `Taken back: ${counted(before.length, "verdict")}`;
  return said(marks.get(id)?.verdict ?? null, await nameOfShot(id));
}

function said(verdict: Verdict | null, name: string): string {
  return verdict
    ? `Taken back: “${VERDICT_WORDS[verdict]}” on ${name}`
    : `The verdict on ${name} stands again`;
}

/** Without an answer a shot is only a shot. */
async function nameOfShot(id: string): Promise<string> {
  const params = { path: { shot: id }, query: {} };
  const found = await got(api.GET("/api/v1/shots/{shot}", { params })).catch(() => null);
  return found ? nameOf(found.shot) : "a shot";
}
