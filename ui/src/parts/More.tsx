import { useEffect, useRef } from "react";
import { Button } from "./Button";

/**
 * The end of a list that goes on: loads the next page when it comes near, or by its button.
 */
export function More({
  hasMore,
  isLoading,
  onMore,
}: {
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
}) {
  const end = useRef<HTMLDivElement>(null);
  const load = useRef(onMore);
  useEffect(() => {
    load.current = onMore;
  });
  useEffect(() => {
    const element = end.current;
    if (!element || !hasMore || isLoading) return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && load.current(), {
      rootMargin: "600px",
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [hasMore, isLoading]);
  if (!hasMore) return null;
  return (
    <div ref={end} className="row">
      <Button onClick={onMore} disabled={isLoading}>
        {isLoading ? "Loading more" : "Show more"}
      </Button>
    </div>
  );
}
