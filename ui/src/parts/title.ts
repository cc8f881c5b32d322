import { useEffect } from "react";

/** Name the page in the browser's tab and history: `usePageTitle("Versions", label)`. */
export function usePageTitle(...names: (string | undefined)[]): void {
  const title = [...names, "shotseer"].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
