import { asProblem } from "../api/problem";
import type { Queue, Refusal, Write } from "./queue";
import * as core from "./queue";
import { newUid } from "./uid";

type Send = (write: Write) => Promise<void>;

const WRITE = "shotseer.write.";
const ALIVE = "shotseer.alive.";
const BEAT = 2000;
/** A tab that was not heard of for so long is dead. A sleeping one loses nothing by it. */
const DEAD = 20_000;

/**
 * Keeps writes in the browser's storage until the server has them, and sends them.
 *
 * Each write is stored under its tab's name before anything is sent. A tab that closes says so; one
 * that dies stops to be heard of. Other tabs, and the next page, then send what it left. Should two
 * tabs send the same write, it counts once.
 */
export class Writer {
  private queue: Queue = core.EMPTY;
  private readonly tab = newUid();
  private readonly listeners = new Set<() => void>();
  private readonly refusalListeners = new Set<(refusal: Refusal) => void>();
  /** Under which key each write is stored; adopted ones lie under their own tab's. */
  private readonly keys = new Map<string, string>();
  private isSending = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly send: Send,
    private readonly storage: () => Storage,
  ) {}

  /** Begin to look after writes, first those that earlier pages left. */
  start(): void {
    this.heartbeat();
    this.beat = setInterval(() => this.heartbeat(), BEAT);
  }

  /** Say that this page goes away: what still waits is left to others. */
  stop(): void {
    clearInterval(this.beat);
    clearTimeout(this.retry);
    this.retry = undefined;
    this.store(() => this.storage().removeItem(ALIVE + this.tab));
  }

  /** Take what a person did: stored first, then sent. */
  add(writes: readonly Write[]): void {
    for (const write of writes) {
      const key = `${WRITE}${this.tab}.${write.id}`;
      this.keys.set(write.id, key);
      this.store(() => this.storage().setItem(key, JSON.stringify(write)));
    }
    this.update(core.added(this.queue, writes));
    void this.work();
  }

  /** Try at once, as when the network is back. */
  hurry(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
    void this.work();
  }

  dismiss(): void {
    this.update(core.dismissed(this.queue));
  }

  get = (): Queue => this.queue;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Be told of every write that the server refuses. */
  onRefusal = (listener: (refusal: Refusal) => void): (() => void) => {
    this.refusalListeners.add(listener);
    return () => this.refusalListeners.delete(listener);
  };

  private async work(): Promise<void> {
    if (this.isSending || this.retry !== undefined) return;
    this.isSending = true;
    try {
      for (;;) {
        const write = this.queue.waiting[0];
        if (!write || !(await this.sendOne(write))) return;
      }
    } finally {
      this.isSending = false;
    }
  }

  /** Returns whether the next one may go. */
  private async sendOne(write: Write): Promise<boolean> {
    try {
      await this.send(write);
    } catch (error) {
      const problem = asProblem(error);
      if (core.mayPass(problem)) {
        this.update(core.failed(this.queue, problem));
        this.retry = setTimeout(() => this.hurry(), core.pause(this.queue.tries));
        return false;
      }
      this.refuse(write, core.refused(this.queue, write.id, problem));
      return true;
    }
    this.forget(write.id);
    this.update(core.saved(this.queue, write.id));
    return true;
  }

  private refuse(write: Write, next: Queue): void {
    const left = new Set(next.waiting.map((each) => each.id));
    for (const each of this.queue.waiting) if (!left.has(each.id)) this.forget(each.id);
    this.update(next);
    const refusal = next.refused.find((each) => each.write === write);
    if (refusal) for (const listener of this.refusalListeners) listener(refusal);
  }

  private heartbeat(): void {
    this.store(() => {
      this.storage().setItem(ALIVE + this.tab, String(Date.now()));
      this.adopt();
    });
  }

  /** Take over what dead tabs left. */
  private adopt(): void {
    const storage = this.storage();
    const names = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? "");
    const isDead = (tab: string) => Date.now() - Number(storage.getItem(ALIVE + tab)) >= DEAD;
    const mine = new Set(this.keys.values());
    const orphans: Write[] = [];
    for (const key of names) {
      if (!key.startsWith(WRITE) || mine.has(key)) continue;
      const write = isDead(key.slice(WRITE.length).split(".")[0] ?? "") && read(storage, key);
      if (!write) continue;
      this.keys.set(write.id, key);
      orphans.push(write);
    }
    for (const key of names)
      if (key.startsWith(ALIVE) && isDead(key.slice(ALIVE.length))) storage.removeItem(key);
    if (orphans.length === 0) return;
    this.update(core.adopted(this.queue, orphans));
    void this.work();
  }

  private forget(id: string): void {
    const key = this.keys.get(id);
    this.keys.delete(id);
    if (key) this.store(() => this.storage().removeItem(key));
  }

  /** Storage may be full or forbidden: then writes live only as long as the page. */
  private store(act: () => void): void {
    try {
      act();
    } catch {
      // The write is still in memory and on its way.
    }
  }

  private update(next: Queue): void {
    this.queue = next;
    for (const listener of this.listeners) listener();
  }
}

function read(storage: Storage, key: string): Write | null {
  try {
    return JSON.parse(storage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}
