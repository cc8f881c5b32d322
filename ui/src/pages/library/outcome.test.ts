import { expect, test } from "vitest";
import type { Job } from "../../api/events";
import { outcomeOf } from "./outcome";

const JOB: Job = {
  id: 1,
  kind: "ingest",
  state: "done",
  wanted: "run",
  subject: "footage",
  stage: "",
  done: 0,
  total: null,
  unit: "",
  note: "",
  result: null,
  started_at: "2026-05-10T12:00:00Z",
  ended_at: "2026-05-10T12:01:00Z",
};
const BROKEN = { path: "b.mp4", reason: "b.mp4 cannot be read", hint: "Copy it again." };
const words = (kind: string, result: Job["result"]) => outcomeOf({ ...JOB, kind, result }).words;

test("an ingest says what was added, what was there, and what was not taken", () => {
  const nothing = { added: 0, known: 0, shots: 0, skipped: 0, failures: [] };
  expect(words("ingest", { ...nothing, added: 2, shots: 31 })).toBe("2 videos added with 31 shots");
  expect(words("ingest", { ...nothing, known: 1 })).toBe("1 video already here");
  expect(words("ingest", { added: 1, known: 2, shots: 1, skipped: 3, failures: [BROKEN] })).toBe(
    "1 video added with 1 shot, 2 videos already here, 1 file could not be added, 3 other files left alone",
  );
  expect(words("ingest", nothing)).toBe("nothing was found there");
});

test("a look for moved files says how many were found, and names the unknown ones", () => {
  const result = {
    found: [{ video: "v1", name: "trip", path: "/archive/trip.mp4" }],
    known: 4,
    unknown: ["/archive/other.mp4"],
    failures: [BROKEN],
  };
  expect(outcomeOf({ ...JOB, kind: "relink", result })).toEqual({
    words:
      "1 video found again, 4 files where they were, 1 file with no video of the library, 1 file could not be read",
    details: ["/archive/other.mp4", "b.mp4: b.mp4 cannot be read"],
  });
});

test("other jobs say what they can", () => {
  expect(words("build", { version: 7 })).toBe("version 7");
  expect(words("proxy", {})).toBe("");
  expect(words("ingest", null)).toBe("");
  expect(words("ingest", { hint: "Free some space." })).toBe("");
});
