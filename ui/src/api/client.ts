import { QueryClient } from "@tanstack/react-query";
import { Problem } from "./problem";

/** Answers are asked for again only where that may help: without an answer, or after a failure. */
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
  if (!(error instanceof Problem)) return false;
  // What is not installed (501) will not be the next time either.
  return error.status === 0 || (error.status >= 500 && error.status !== 501);
}
