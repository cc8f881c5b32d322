/** How fast a job goes and how long it still takes, from what was seen of it. Pure. */

import type { Job } from "../../api/events";
import { roughTime } from "../../parts/words";

export interface Sample {
  stage: string;
  done: number;
  /** Milliseconds. */
  at: number;
}

const WINDOW = 60_000;
const LEAST = 2_000;

/** Add what is seen now; what belongs to another stage, or is too old to matter, is left out. */
export function observe(samples: readonly Sample[], job: Job, now: number): Sample[] {
  const next = { stage: job.stage, done: job.done, at: now };
  const kept = samples.filter(
    (sample) => sample.stage === job.stage && sample.done <= job.done && now - sample.at <= WINDOW,
  );
  const isNew = kept.at(-1)?.done !== job.done;
  return job.state === "running" && (isNew || kept.length === 0) ? [...kept, next] : kept;
}

/** Units a second, or `null` before enough was seen. */
export function rateOf(samples: readonly Sample[], now: number): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || now - first.at < LEAST || last.done <= first.done) return null;
  return (last.done - first.done) / ((now - first.at) / 1000);
}

/** `120 of 393 seconds, 18 a second, about 15 s left`: as much of it as is known. */
export function paceWords(job: Job, rate: number | null): string {
  const count = countWords(job);
  if (rate === null || job.state !== "running") return count;
  const left = job.total === null ? null : (job.total - job.done) / rate;
  return [count, job.unit && `${speed(rate)}`, left !== null && `${roughTime(left)} left`]
    .filter(Boolean)
    .join(", ");
}

function countWords({ done, total, unit }: Job): string {
  if (!unit || (!done && !total)) return "";
  const whole = (value: number) => Math.floor(value).toLocaleString("en");
  return total === null ? `${whole(done)} ${unit}` : `${whole(done)} of ${whole(total)} ${unit}`;
}

function speed(rate: number): string {
  return rate >= 1 ? `${shortRate(rate)} a second` : `${shortRate(rate * 60)} a minute`;
}

function shortRate(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString("en");
}
