import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import type { Schema } from "../../api/api";
import { labelPath } from "../labels/paths";
import { type Example, readExamples, readTerms, writeExamples } from "./terms";

/** What a person looks for. The page's address holds all of it. */
export interface Wanted {
  words: string;
  shots: readonly Example[];
  pictures: readonly Example[];
  where: string;
  /** Show only shots without a verdict. */
  unjudged: boolean;
  /** Leave out similarities below this; `null` shows all. */
  cut: number | null;
}

export const NOTHING: Wanted = {
  words: "",
  shots: [],
  pictures: [],
  where: "",
  unjudged: false,
  cut: null,
};

export function readWanted(params: URLSearchParams): Wanted {
  const cut = params.get("cut");
  const value = Number(cut);
  return {
    words: params.get("q") ?? "",
    shots: readExamples(params.get("like") ?? ""),
    pictures: readExamples(params.get("pictures") ?? ""),
    where: params.get("where") ?? "",
    unjudged: params.get("unjudged") === "1",
    cut: cut !== null && cut !== "" && Number.isFinite(value) ? value : null,
  };
}

/** The search part of an address, without its question mark. */
export function writeWanted(wanted: Wanted): string {
  const params = new URLSearchParams();
  const put = (name: string, text: string) => text && params.set(name, text);
  put("q", wanted.words.trim());
  put("like", writeExamples(wanted.shots));
  put("pictures", writeExamples(wanted.pictures));
  put("where", wanted.where.trim());
  put("unjudged", wanted.unjudged ? "1" : "");
  put("cut", wanted.cut === null ? "" : String(wanted.cut));
  return params.toString();
}

/** Whether there is anything at all to look for, and not only what is unwanted. */
export function isSearchable({ words, shots, pictures }: Wanted): boolean {
  return [...readTerms(words), ...shots, ...pictures].some(({ weight }) => weight > 0);
}

export function isEmpty({ words, shots, pictures }: Wanted): boolean {
  return readTerms(words).length + shots.length + pictures.length === 0;
}

/** The request for a page; `label` is searched for. */
export function requestOf(
  wanted: Wanted,
  label: string | null,
): Omit<Schema["NewSearch"], "cursor" | "search_id"> {
  return {
    words: wanted.words,
    shots: [...wanted.shots],
    pictures: [...wanted.pictures],
    where: whereOf(wanted, label),
    label,
    at_least: wanted.cut,
    limit: 60,
  };
}

/** The filter, with what the page's own choices add. */
export function whereOf({ where, unjudged }: Wanted, label: string | null): string {
  if (!unjudged || label === null) return where;
  const test = `label:${quoted(label)} is unjudged`;
  return where ? `(${where}) and ${test}` : test;
}

/** A name as an expression writes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The address of a search, for links: `searchPath("car", { shots: [{ id, weight: 1 }] })`. */
export function searchPath(label: string | null, wanted: Partial<Wanted>): string {
  const path = label === null ? "/search" : labelPath(label, "search");
  const search = writeWanted({ ...NOTHING, ...wanted });
  return search ? `${path}?${search}` : path;
}

/** Shots like some others. */
export function similarPath(label: string | null, shots: readonly string[]): string {
  return searchPath(label, { shots: shots.map((id) => ({ id, weight: 1 })) });
}

/** What the address asks for, and how to ask for something else: a new place in the history. */
export function useWanted(): [
  Wanted,
  (change: Partial<Wanted>, how?: { replace?: boolean }) => void,
] {
  const search = useSearch();
  const [path, go] = useLocation();
  const wanted = useMemo(() => readWanted(new URLSearchParams(search)), [search]);
  const want = useCallback(
    (change: Partial<Wanted>, { replace = false } = {}) => {
      const before = readWanted(new URLSearchParams(window.location.search));
      const next = writeWanted({ ...before, ...change });
      go(next ? `${path}?${next}` : path, { replace });
    },
    [go, path],
  );
  return [wanted, want];
}
