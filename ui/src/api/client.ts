import { QueryClient } from "@tanstack/react-query";
import { annotatorName } from "../parts/preferences";
import { asProblem, Problem, problemOf } from "./problem";

/** `fetch`, but with the annotator's name, and with a `Problem` thrown for every failure. */
export async function send(address: string, init: RequestInit = {}): Promise<Response> {
  const request = `${init.method ?? "GET"} ${address}`;
  const headers = new Headers(init.headers);
  const name = annotatorName();
  if (name) headers.set("Shotseer-Annotator", encodeURIComponent(name));
  const response = await fetch(address, { ...init, headers }).catch((error) => {
    throw asProblem(error);
  });
  if (!response.ok) throw await problemOf(response, request);
  return response;
}

/** Answers are asked for again only where that may help: without an answer, or after a 5xx. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && isPassing(error),
      },
    },
  });
}

function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status >= 500);
}
