/** How many verdicts of each kind there are by now, before the server has counted them: pure. */

import type { State, Verdict } from "./labelling";

/** A verdict that was given, changed or taken back here. */
export interface Shift {
  at: number;
  from: Verdict | null;
  to: Verdict | null;
}

export type Counts = Readonly<Record<Verdict, number>>;

/** What a step, its undo or its refusal changed. */
export function shiftsOf(before: State, after: State, at: number): Shift[] {
  const known = new Set(before.done);
  const left = new Set(after.done);
  const step =
    after.done.find((each) => !known.has(each)) ?? before.done.find((each) => !left.has(each));
  return (step?.before ?? []).flatMap(([id, earlier]) => {
    const from = (before.marks.get(id) ?? earlier).verdict;
    const to = after.marks.get(id)?.verdict ?? null;
    return from === to ? [] : [{ at, from, to }];
  });
}

/** What the server counted at a moment, with what was said here since. */
export function countsNow(counts: Counts, at: number, shifts: readonly Shift[]): Counts {
  const now = { ...counts };
  for (const shift of shifts) {
    if (shift.at <= at) continue;
    if (shift.from) now[shift.from] = Math.max(0, now[shift.from] - 1);
    if (shift.to) now[shift.to] += 1;
  }
  return now;
}
