import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import type { Schema } from "../../api/api";
import type { Verdict } from "../../labelling/labelling";
import { SOURCE_WORDS } from "./said";

type Order = Schema["ReviewOrder"];
type Source = Schema["Source"];

/** What of everything judged is shown. The page's address holds all of it. */
export interface Asked {
  order: Order;
  verdict: Verdict | null;
  annotator: string | null;
  source: Source | null;
  suspicious: boolean;
  disagreements: boolean;
  contradicts_version: boolean;
  where: string;
}

export const EVERYTHING: Asked = {
  order: "newest",
  verdict: null,
  annotator: null,
  source: null,
  suspicious: false,
  disagreements: false,
  contradicts_version: false,
  where: "",
};

const FLAGS = ["suspicious", "disagreements", "contradicts_version"] as const;
const VERDICTS: readonly string[] = ["positive", "negative", "skip"];

export function readAsked(params: URLSearchParams): Asked {
  const verdict = params.get("verdict") ?? "";
  const source = params.get("source") ?? "";
  return {
    order: params.get("order") === "suspicious" ? "suspicious" : "newest",
    verdict: VERDICTS.includes(verdict) ? (verdict as Verdict) : null,
    annotator: params.get("annotator"),
    source: source in SOURCE_WORDS ? (source as Source) : null,
    suspicious: params.get("suspicious") === "1",
    disagreements: params.get("disagreements") === "1",
    contradicts_version: params.get("contradicts_version") === "1",
    where: params.get("where") ?? "",
  };
}

/** The search part of an address, without its question mark. */
export function writeAsked(asked: Asked): string {
  const params = new URLSearchParams();
  if (asked.order !== "newest") params.set("order", asked.order);
  for (const name of ["verdict", "annotator", "source"] as const) {
    const value = asked[name];
    if (value !== null) params.set(name, value);
  }
  for (const flag of FLAGS) if (asked[flag]) params.set(flag, "1");
  if (asked.where.trim()) params.set("where", asked.where.trim());
  return params.toString();
}

/** Whether anything is left out. */
export function isFiltered(asked: Asked): boolean {
  return writeAsked({ ...asked, order: "newest" }) !== "";
}

/** What the address asks for, and how to ask for something else: a new place in the history. */
export function useAsked(): [Asked, (change: Partial<Asked>) => void] {
  const search = useSearch();
  const [path, go] = useLocation();
  const asked = useMemo(() => readAsked(new URLSearchParams(search)), [search]);
  const ask = useCallback(
    (change: Partial<Asked>) => {
      const before = readAsked(new URLSearchParams(window.location.search));
      const next = writeAsked({ ...before, ...change });
      go(next ? `${path}?${next}` : path);
    },
    [go, path],
  );
  return [asked, ask];
}
