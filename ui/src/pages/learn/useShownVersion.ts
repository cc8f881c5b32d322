import { useState } from "react";

export type Shown = ReturnType<typeof useShownVersion>;

/**
 * The version whose feeds are on screen. It changes only when the person asks for it; until then a
 * newer one waits.
 */
export function useShownVersion(current: number | null) {
  const [version, setVersion] = useState(current);
  const [news, setNews] = useState<number | null>(null);
  if (version === null && current !== null) setVersion(current);
  return {
    version,
    current,
    /** It was built or fetched just now: what changed is worth a sentence. */
    isNews: news !== null && news === version,
    show: (next: number | null) => {
      setVersion(next);
      setNews(next);
    },
    dismiss: () => setNews(null),
  };
}
