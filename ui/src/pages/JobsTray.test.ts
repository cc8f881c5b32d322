import { expect, test } from "vitest";
import type { Job } from "../api/events";
import { trayWords } from "./JobsTray";

const JOB: Job = {
  id: 1,
  kind: "ingest",
  state: "running",
  wanted: "run",
  subject: "footage",
  stage: "Cutting",
  done: 3,
  total: 8,
  unit: "seconds",
  note: "",
  result: null,
  started_at: "2026-05-10T12:00:00Z",
  ended_at: null,
};

test("the bar says what is at work, how far it is, and how many wait", () => {
  expect(trayWords([], 0)).toBe("");
  expect(trayWords([JOB], 0)).toBe("Cutting 37 %");
  expect(trayWords([JOB, { ...JOB, state: "queued" }], 2)).toBe("Cutting 37 % and 3 more");
  expect(trayWords([{ ...JOB, state: "paused" }], 0)).toBe("Paused 37 %");
  expect(trayWords([{ ...JOB, state: "queued", total: null }], 0)).toBe("Waiting for its turn");
  expect(trayWords([], 1)).toBe("uploading 1 file");
});
