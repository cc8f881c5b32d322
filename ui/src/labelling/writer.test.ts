import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import type { Write } from "./queue";
import { Writer } from "./writer";

const write = (id: string, more: Partial<Write> = {}): Write => ({
  id,
  at: 0,
  label: "dog",
  annotator: "ann",
  batch: id,
  to: "annotations",
  body: {},
  count: 1,
  ...more,
});

/** What a browser keeps for a site; several tabs share one. */
class MemoryStorage implements Storage {
  private readonly all = new Map<string, string>();
  [name: string]: unknown;
  get length() {
    return this.all.size;
  }
  key = (i: number) => [...this.all.keys()][i] ?? null;
  getItem = (name: string) => this.all.get(name) ?? null;
  setItem = (name: string, value: string) => void this.all.set(name, value);
  removeItem = (name: string) => void this.all.delete(name);
  clear = () => this.all.clear();
  writes = () => [...this.all.keys()].filter((name) => name.includes(".write.")).length;
}

/** A server that can go away, and remembers what it got. */
class Server {
  got: string[] = [];
  answer: "saved" | "down" | "refuse" = "saved";
  send = async (sent: Write) => {
    await Promise.resolve();
    if (this.answer === "down") throw new Problem(0, "the server cannot be reached");
    if (this.answer === "refuse") throw new Problem(404, "there is no shot");
    this.got.push(sent.id);
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

let storage: MemoryStorage;
let server: Server;
const open: Writer[] = [];

function tab(): Writer {
  const writer = new Writer(server.send, () => storage);
  writer.start();
  open.push(writer);
  return writer;
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  storage = new MemoryStorage();
  server = new Server();
});

afterEach(() => {
  for (const writer of open.splice(0)) writer.stop();
  vi.useRealTimers();
});

test("sends in order and forgets what is saved", async () => {
  const writer = tab();
  writer.add([write("a"), write("b")]);
  writer.add([write("c")]);
  expect(storage.writes()).toBe(3);
  await settle();
  expect(server.got).toEqual(["a", "b", "c"]);
  expect(writer.get().waiting).toEqual([]);
  expect(storage.writes()).toBe(0);
});

test("stores before it sends", () => {
  let stored = 0;
  const writer = new Writer(
    async () => {
      stored = storage.writes();
    },
    () => storage,
  );
  writer.add([write("a")]);
  expect(stored).toBe(1);
});

test("keeps everything while the server is away, and goes on by itself", async () => {
  server.answer = "down";
  const writer = tab();
  for (let i = 0; i < 200; i++) writer.add([write(`w${i}`)]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.got).toEqual([]);
  expect(writer.get().waiting).toHaveLength(200);
  expect(writer.get().reason?.detail).toBe("the server cannot be reached");
  server.answer = "saved";
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.got).toEqual(Array.from({ length: 200 }, (_, i) => `w${i}`));
  expect(writer.get().reason).toBeNull();
});

test("waits longer between tries, and not at all when the network is back", async () => {
  const send = vi.fn(server.send);
  server.answer = "down";
  const writer = new Writer(send, () => storage);
  open.push(writer);
  writer.add([write("a")]);
  await vi.advanceTimersByTimeAsync(60_000);
  const tries = send.mock.calls.length;
  expect(tries).toBeGreaterThan(10);
  expect(tries).toBeLessThan(20);
  server.answer = "saved";
  writer.hurry();
  await settle();
  expect(server.got).toEqual(["a"]);
});

describe("a write that the server refuses", () => {
  test("is set aside with the reason, and the others go on", async () => {
    const writer = tab();
    const told: string[] = [];
    writer.onRefusal(({ write, problem }) => told.push(`${write.id}: ${problem.detail}`));
    server.answer = "refuse";
    writer.add([write("a")]);
    await settle();
    server.answer = "saved";
    writer.add([write("b")]);
    await settle();
    expect(server.got).toEqual(["b"]);
    expect(told).toEqual(["a: there is no shot"]);
    expect(writer.get().refused).toHaveLength(1);
    expect(storage.writes()).toBe(0);
    writer.dismiss();
    expect(writer.get().refused).toEqual([]);
  });

  test("takes its undo with it", async () => {
    const writer = tab();
    server.answer = "refuse";
    writer.add([write("a"), write("u", { batch: "a", to: "undos" })]);
    await settle();
    expect(writer.get().waiting).toEqual([]);
    expect(writer.get().refused).toHaveLength(1);
  });
});

describe("what other tabs left", () => {
  test("is sent by the next page after a tab was closed", async () => {
    server.answer = "down";
    const closed = tab();
    closed.add([write("a"), write("b")]);
    await settle();
    closed.stop();
    server.answer = "saved";
    tab();
    await settle();
    expect(server.got).toEqual(["a", "b"]);
    expect(storage.writes()).toBe(0);
  });

  test("is sent when a tab that died was not heard of for a while", async () => {
    const dead = new MemoryStorage();
    dead.setItem("shotseer.write.gone.a", JSON.stringify(write("a")));
    dead.setItem("shotseer.alive.gone", "990000");
    storage = dead;
    tab();
    await settle();
    expect(server.got).toEqual([]);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(server.got).toEqual(["a"]);
    expect(storage.getItem("shotseer.alive.gone")).toBeNull();
  });

  test("stays with a tab that lives", async () => {
    server.answer = "down";
    tab().add([write("a")]);
    const other = tab();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(other.get().waiting).toEqual([]);
  });

  test("goes before younger writes", async () => {
    server.answer = "down";
    const closed = tab();
    closed.add([write("old", { at: 1 })]);
    const writer = tab();
    writer.add([write("new", { at: 2 })]);
    await settle();
    closed.stop();
    await vi.advanceTimersByTimeAsync(3_000);
    server.answer = "saved";
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.got).toEqual(["old", "new"]);
  });

  test("that cannot be read is left alone", async () => {
    storage.setItem("shotseer.write.gone.a", "{");
    tab();
    await settle();
    expect(server.got).toEqual([]);
  });
});

test("works where the browser keeps nothing", async () => {
  const writer = new Writer(server.send, () => {
    throw new Error("denied");
  });
  open.push(writer);
  writer.start();
  writer.add([write("a")]);
  await settle();
  expect(server.got).toEqual(["a"]);
});
