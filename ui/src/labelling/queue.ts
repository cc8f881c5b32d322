/**
 * Verdicts on their way to the server: pure, what waits and what came of it.
 *
 * Writes go out one at a time and in order. One that cannot be sent now waits in front of the
 * others; one that the server refuses is set aside and shown, and the others go on. A write may be
 * sent twice (a lost answer, a second tab): its judgements carry ids, so that it counts once.
 */

import type { Problem } from "../api/problem";

/** One action of a person. */
export interface Write {
  id: string;
  /** When it was made, by this browser's clock. */
  at: number;
  label: string;
  annotator: string;
  /** The step of the label's history that it belongs to. */
  batch: string;
  /** Where it goes, below `/api/v1/labels/LABEL/`. */
  to: "annotations" | "undos";
  body: unknown;
  /** How many verdicts it carries. */
  count: number;
}

export interface Refusal {
  write: Write;
  problem: Problem;
}

export interface Queue {
  waiting: readonly Write[];
  /** How often the first one has failed in a row. */
  tries: number;
  /** Why, the last time. */
  reason: Problem | null;
  refused: readonly Refusal[];
}

/** What the page shows of a queue. */
export interface Unsaved {
  count: number;
  /** When the oldest of them was made; `null` where there is none. */
  since: number | null;
  reason: Problem | null;
}

export const EMPTY: Queue = { waiting: [], tries: 0, reason: null, refused: [] };

/** A person did something. */
export function added(queue: Queue, writes: readonly Write[]): Queue {
  return { ...queue, waiting: [...queue.waiting, ...writes] };
}

/**
 * Writes that a closed tab left behind: they go before younger ones, so that the last thing a
 * person said of a shot is the last thing the server hears.
 */
export function adopted(queue: Queue, orphans: readonly Write[]): Queue {
  const known = new Set(queue.waiting.map((write) => write.id));
  const news = orphans.filter((write) => !known.has(write.id));
  if (news.length === 0) return queue;
  const waiting = [...queue.waiting, ...news].sort((a, b) => a.at - b.at);
  return { ...queue, waiting };
}

/** The server has it. */
export function saved(queue: Queue, id: string): Queue {
  return { ...queue, waiting: without(queue, id), tries: 0, reason: null };
}

/** It could not be sent, and may be later. */
export function failed(queue: Queue, problem: Problem): Queue {
  return { ...queue, tries: queue.tries + 1, reason: problem };
}

/** The server says no for good: what would take it back is dropped with it. */
export function refused(queue: Queue, id: string, problem: Problem): Queue {
  const write = queue.waiting.find((each) => each.id === id);
  if (!write) return queue;
  const waiting = queue.waiting.filter(
    (each) => each.id !== id && !(each.to === "undos" && each.batch === write.batch),
  );
  const refusals = [...queue.refused, { write, problem }];
  return { ...queue, waiting, tries: 0, reason: null, refused: refusals };
}

export function dismissed(queue: Queue): Queue {
  return { ...queue, refused: [] };
}

/** The newest step for a label that waits to be sent and is not taken back already. */
export function earlierWrite({ waiting }: Queue, label: string): Write | null {
  const undone = new Set(waiting.flatMap(({ to, batch }) => (to === "undos" ? [batch] : [])));
  return (
    waiting.findLast(
      (each) => each.label === label && each.to === "annotations" && !undone.has(each.batch),
    ) ?? null
  );
}

export function unsaved(queue: Queue): Unsaved {
  const count = queue.waiting.reduce((sum, write) => sum + write.count, 0);
  return { count, since: queue.waiting[0]?.at ?? null, reason: queue.reason };
}

/** Milliseconds to wait before the first one is tried again. */
export function pause(tries: number): number {
  return Math.min(5000, 250 * 2 ** Math.max(0, tries - 1));
}

/** Whether a problem may pass by itself: no answer, a server in trouble, too much at once. */
export function mayPass({ status }: Problem): boolean {
  return status === 0 || [408, 425, 429].includes(status) || (status >= 500 && status !== 501);
}

function without(queue: Queue, id: string): Write[] {
  return queue.waiting.filter((write) => write.id !== id);
}
