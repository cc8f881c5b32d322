// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Labelling } from "../../labelling/store";
import { type ShotItem, shotItem } from "../../shots/shot";
import { usePages } from "./usePages";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

interface Page {
  ids: string[];
  next: number | null;
}

/** What the server would answer: by what is asked for, page by page. */
const PAGES: Record<string, Page[]> = {
  dogs: [
    { ids: ["a", "b", "c"], next: 1 },
    { ids: ["c", "d"], next: null },
  ],
  cats: [{ ids: ["x", "b"], next: null }],
};

const item = (id: string): ShotItem =>
  shotItem({
    id,
    video_id: "v",
    video_name: "film.mp4",
    start: 0,
    end: 1,
    position: 0,
    part: 1,
    parts: 1,
    has_poster: true,
  });

let root: Root;
let labelling: Labelling;
let queries: QueryClient;
let labels = 0;
let pages: ReturnType<typeof usePages<Page, number>>;

function Probe({ asked }: { asked: string }) {
  pages = usePages<Page, number>({
    labelling,
    feed: "found",
    queryKey: ["probe", labelling.label, asked],
    load: async (cursor) => PAGES[asked]?.[cursor ?? 0] ?? { ids: [], next: null },
    nextOf: (page) => page.next,
    itemsOf: (page) => page.ids.map(item),
    offerOf: () => ({ source: "search" }),
    skipsJudged: true,
    staysOf: (page) => (page.ids[0] === "new" ? 2 : null),
  });
  return null;
}

async function show(asked: string): Promise<void> {
  act(() =>
    root.render(
      <QueryClientProvider client={queries}>
        <Probe asked={asked} />
      </QueryClientProvider>,
    ),
  );
  await act(() => vi.waitFor(() => expect(pages.isStale).toBe(false)));
}

const ids = () => labelling.feed("found").items.map(({ id }) => id);
const focused = () => ids()[labelling.feed("found").focus];

beforeEach(() => {
  labelling = new Labelling(`pages ${++labels}`, () => {});
  queries = new QueryClient();
  root = createRoot(document.createElement("div"));
});

afterEach(() => act(() => root.unmount()));

test("pages come one after the other, and a shot only once", async () => {
  await show("dogs");
  expect(ids()).toEqual(["a", "b", "c"]);
  await act(() => pages.fetchNextPage());
  await act(() => vi.waitFor(() => expect(ids()).toHaveLength(4)));
  expect(ids()).toEqual(["a", "b", "c", "d"]);
  expect(pages.hasNextPage).toBe(false);
});

test("a page of a newer feed replaces what was not seen", async () => {
  await show("dogs");
  act(() =>
    queries.setQueryData(["probe", labelling.label, "dogs"], (data: typeof pages.data) => ({
      pages: [...(data?.pages ?? []), { ids: ["new", "a"], next: null }],
      pageParams: [null, null],
    })),
  );
  await act(() => vi.waitFor(() => expect(ids()).toContain("new")));
  expect(ids()).toEqual(["a", "b", "new"]);
  expect(focused()).toBe("a");
});

test("another question replaces the feed, and coming back leads to the same shot", async () => {
  await show("dogs");
  act(() => labelling.dispatch({ type: "focus", feed: "found", index: 2 }));
  await show("cats");
  expect(ids()).toEqual(["x", "b"]);
  expect(focused()).toBe("x");
  await show("dogs");
  expect(ids()).toEqual(["a", "b", "c"]);
  expect(focused()).toBe("c");
});

test("judged shots stay, and one begins at the first that is not", async () => {
  await show("dogs");
  act(() => labelling.judge("positive"));
  act(() => labelling.judge("negative"));
  expect(ids()).toEqual(["a", "b", "c"]);
  const before = labelling;
  labelling = new Labelling(before.label, () => {});
  queries = new QueryClient();
  act(() => root.unmount());
  root = createRoot(document.createElement("div"));
  await show("cats");
  expect(focused()).toBe("x");
  await show("dogs");
  expect(focused()).toBe("c");
});

test("the keys stay in the feed that has them", async () => {
  labelling.open("other", [item("o")]);
  await show("dogs");
  act(() => labelling.dispatch({ type: "focus", feed: "found", index: 1 }));
  act(() => labelling.dispatch({ type: "activate", feed: "other" }));
  await show("cats");
  await show("dogs");
  expect(focused()).toBe("b");
  expect(labelling.get().active).toBe("other");
});
