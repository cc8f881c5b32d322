/** What came of a job, in words. Pure. */

import type { Job } from "../../api/events";
import { counted } from "../../parts/words";

export interface Outcome {
  /** `2 videos added, 1 was already here`; empty where there is nothing to say. */
  words: string;
  /** What to look at one by one, such as the files that could not be read. */
  details: string[];
}

export function outcomeOf({ kind, result }: Job): Outcome {
  const details = [...texts(result, "unknown"), ...problems(result)];
  if (result === null) return { words: "", details };
  if (kind === "build" && "version" in result)
    return { words: `version ${result.version}`, details };
  if (kind === "ingest" && "added" in result) return { words: ingested(result), details };
  if (kind === "relink" && "found" in result) return { words: relinked(result), details };
  return { words: "", details };
}

type Result = NonNullable<Job["result"]>;

function ingested(result: Result): string {
  const [added, known, failed, skipped] = [
    number(result, "added"),
    number(result, "known"),
    list(result, "failures").length,
    number(result, "skipped"),
  ];
  return said(
    added > 0 &&
      `${counted(added, "video")} added with ${counted(number(result, "shots"), "shot")}`,
    known > 0 && `${counted(known, "video")} already here`,
    failed > 0 && `${counted(failed, "file")} could not be added`,
    skipped > 0 && `${counted(skipped, "other file")} left alone`,
  );
}

function relinked(result: Result): string {
  const [found, known, unknown, failed] = [
    list(result, "found").length,
    number(result, "known"),
    list(result, "unknown").length,
    list(result, "failures").length,
  ];
  return said(
    found > 0 && `${counted(found, "video")} found again`,
    known > 0 && `${counted(known, "file")} where ${known === 1 ? "it was" : "they were"}`,
    unknown > 0 && `${counted(unknown, "file")} with no video of the library`,
    failed > 0 && `${counted(failed, "file")} could not be read`,
  );
}

function said(...parts: (string | false)[]): string {
  return parts.filter(Boolean).join(", ") || "nothing was found there";
}

function problems(result: Job["result"]): string[] {
  return [...list(result, "failures"), ...list(result, "warnings")].flatMap((one) =>
    isProblem(one) ? [`${one.path}: ${one.reason}`] : [],
  );
}

function isProblem(one: unknown): one is { path: string; reason: string } {
  return typeof one === "object" && one !== null && "path" in one && "reason" in one;
}

function texts(result: Job["result"], name: string): string[] {
  return list(result, name).filter((one): one is string => typeof one === "string");
}

function list(result: Job["result"], name: string): unknown[] {
  const value = result?.[name];
  return Array.isArray(value) ? value : [];
}

function number(result: Result, name: string): number {
  const value = result[name];
  return typeof value === "number" ? value : 0;
}
