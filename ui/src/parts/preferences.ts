import { useEffect } from "react";
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
