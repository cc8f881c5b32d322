import { QueryClient } from "@tanstack/react-query";
import { Problem } from "./problem";
import { isUnanswered, onReturn } from "./reach";

/**
 * Answers are asked for again only where that may help: after a failure that may pass, and
 * whatever stayed without an answer, when the server is back.
 */
export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      // The server may be on this machine: it is there without a network too.
      mutations: { networkMode: "always" },
      queries: {
        networkMode: "always",
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && isPassing(error),
      },
    },
  });
  onReturn(() => {
    client.refetchQueries({ type: "active", predicate: ({ state }) => isUnanswered(state.error) });
  });
  return client;
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  // What is not installed (501) will not be the next time either.
  return error.status === 0 || (error.status >= 500 && error.status !== 501);
}
