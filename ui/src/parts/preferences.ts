import { useEffect, useSyncExternalStore } from "react";
import { readStored, useStored } from "./stored";

export type Theme = "system" | "dark" | "light";

/** The theme, and how to change it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  return useStored<Theme>("theme", "system");
}

/** Show the page in the chosen theme; the shell calls it once. */
export function useThemeOnPage(): void {
  const [theme] = useTheme();
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}

/** Whether the page is light now, for what CSS cannot colour. */
export function useIsLight(): boolean {
  const [theme] = useTheme();
  const isDark = useSyncExternalStore(onScheme, () => darkScheme().matches);
  return theme === "system" ? !isDark : theme === "light";
}

function darkScheme(): MediaQueryList {
  return matchMedia("(prefers-color-scheme: dark)");
}

function onScheme(listener: () => void): () => void {
  const scheme = darkScheme();
  scheme.addEventListener("change", listener);
  return () => scheme.removeEventListener("change", listener);
}

/** How wide a tile is at least, in pixels. */
export function useDensity(): [number, (width: number) => void] {
  return useStored("density", 220);
}

/** The name that verdicts carry; empty for the server's own setting. */
export function useAnnotator(): [string, (name: string) => void] {
  return useStored("annotator", "");
}

export function annotatorName(): string {
  return readStored("annotator", "");
}
