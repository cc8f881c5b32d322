import { expect, test } from "vitest";
import type { Job } from "../../api/events";
import { observe, paceWords, rateOf, type Sample } from "./pace";

const JOB: Job = {
  id: 1,
  kind: "ingest",
  state: "running",
  wanted: "run",
  subject: "footage",
  stage: "Cutting",
  done: 0,
  total: 400,
  unit: "seconds",
  note: "",
  result: null,
  started_at: "2026-05-10T12:00:00Z",
  ended_at: null,
};

function watched(...seen: [at: number, job: Partial<Job>][]): Sample[] {
  return seen.reduce<Sample[]>((all, [at, job]) => observe(all, { ...JOB, ...job }, at), []);
}

test("a rate needs some seconds and some progress", () => {
  expect(rateOf([], 5000)).toBeNull();
  expect(rateOf(watched([0, { done: 0 }], [1000, { done: 20 }]), 1000)).toBeNull();
  expect(rateOf(watched([0, { done: 5 }], [9000, { done: 5 }]), 9000)).toBeNull();
  expect(rateOf(watched([0, { done: 0 }], [4000, { done: 80 }]), 4000)).toBe(20);
});

test("a stall lowers the rate", () => {
  expect(rateOf(watched([0, { done: 0 }], [4000, { done: 80 }]), 8000)).toBe(10);
});

test("another stage, a restart and old samples begin anew", () => {
  expect(watched([0, { done: 9 }], [1000, { stage: "Previews", done: 0 }])).toHaveLength(1);
  expect(watched([0, { done: 9 }], [1000, { done: 2 }])).toHaveLength(1);
  expect(watched([0, { done: 1 }], [90_000, { done: 2 }])).toHaveLength(1);
});

test("nothing is learnt from a pause", () => {
  expect(watched([0, { done: 1 }], [1000, { done: 1, state: "paused" }])).toHaveLength(1);
});

test("words say as much as is known", () => {
  const job = { ...JOB, done: 100.7 };
  expect(paceWords(job, null)).toBe("100 of 400 seconds");
  expect(paceWords(job, 20)).toBe("100 of 400 seconds, 20 a second, about 15 s left");
  expect(paceWords({ ...job, unit: "files" }, 0.1)).toBe(
    "100 of 400 files, 6.0 a minute, about 50 min left",
  );
  expect(paceWords({ ...job, total: null }, 20)).toBe("100 seconds, 20 a second");
  expect(paceWords({ ...job, state: "paused" }, 20)).toBe("100 of 400 seconds");
  expect(paceWords({ ...job, unit: "", done: 0, total: null }, null)).toBe("");
});
