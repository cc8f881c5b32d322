import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";
import { api, got, type Schema } from "../../api/api";

export type TableRow = Schema["TableRow"];

/** What the table shows. All of it stands in the address. */
export interface TableState {
  labels: string[];
  where: string;
  /** `video`, `start`, `duration`, or `label:NAME`. */
  sort: string;
  descending: boolean;
}

const FIRST = 6;
const PAGE = 100;

/** The state of the table, and how to change parts of it; the back button undoes a change. */
export function useTableState(
  labels: readonly Schema["Label"][],
): [TableState, (next: Partial<TableState>) => void] {
  const [params, setParams] = useSearchParams();
  const state = read(params, labels);
  const set = (next: Partial<TableState>) => setParams(written({ ...state, ...next }));
  return [state, set];
}

/** Labels with a classifier stand as columns until somebody chooses. */
export function read(params: URLSearchParams, labels: readonly Schema["Label"][]): TableState {
  const named = params.getAll("label");
  const sort = params.get("sort") ?? "video";
  return {
    labels: params.has("label") ? named.filter(Boolean) : firstLabels(labels),
    where: params.get("where") ?? "",
    sort: sort.replace(/^-/, ""),
    descending: sort.startsWith("-"),
  };
}

export function written({ labels, where, sort, descending }: TableState): URLSearchParams {
  const params = new URLSearchParams();
  // No label at all is a choice too, and is written as an empty one.
  for (const label of labels.length ? labels : [""]) params.append("label", label);
  if (where) params.set("where", where);
  if (sort !== "video" || descending) params.set("sort", (descending ? "-" : "") + sort);
  return params;
}

/** The rows, page by page; those of the state before stay until the next are there. */
export function useRows({ labels, where, sort, descending }: TableState, isReady: boolean) {
  return useInfiniteQuery({
    queryKey: ["table", labels, where, sort, descending],
    queryFn: ({ pageParam, signal }) => {
      const query = { label: labels, where, sort, descending, cursor: pageParam, limit: PAGE };
      return got(api.GET("/api/v1/shots", { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
    enabled: isReady,
  });
}

/** Every label with how it stands. */
export function useLabels() {
  return useQuery({ queryKey: ["labels"], queryFn: () => got(api.GET("/api/v1/labels")) });
}

/** Where a file of all rows is. */
export function exportAddress({ labels, where }: TableState, format: "csv" | "jsonl"): string {
  const params = new URLSearchParams({ where, format });
  for (const label of labels) params.append("label", label);
  return `/api/v1/shots/export?${params}`;
}

function firstLabels(labels: readonly Schema["Label"][]): string[] {
  return labels
    .filter(({ current_version }) => current_version !== null)
    .map(({ name }) => name)
    .slice(0, FIRST);
}
