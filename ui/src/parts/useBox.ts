import { type RefObject, useEffect, useRef, useState } from "react";

export interface Box {
  width: number;
  height: number;
}

/** The size of an element in whole pixels, followed as it changes; `null` before it is known. */
export function useBox<E extends HTMLElement>(): [RefObject<E | null>, Box | null] {
  const element = useRef<E>(null);
  const [box, setBox] = useState<Box | null>(null);
  useEffect(() => {
    const watched = element.current;
    if (!watched) return;
    const watcher = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      setBox({ width: Math.round(width), height: Math.round(height) });
    });
    watcher.observe(watched);
    return () => watcher.disconnect();
  }, []);
  return [element, box];
}
