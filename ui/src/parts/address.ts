import { useCallback } from "react";
import { useSearchParams } from "wouter";

/**
 * A part of a page's state that its address holds: `const [sort, setSort] = useAddress("sort", "name")`.
 *
 * What equals the fallback is left out of the address. Typing replaces the entry in the history;
 * `push` adds one, so that the back button undoes a choice.
 */
export function useAddress(
  name: string,
  fallback = "",
  { push = false } = {},
): [string, (value: string) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === fallback) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: !push },
      ),
    [setParams, name, fallback, push],
  );
  return [params.get(name) ?? fallback, set];
}
