import { useCallback } from "react";
import { useAddress } from "../parts/address";

/** How the active feed is looked at: as a grid, one shot large, or some side by side. */
export type Look = "grid" | "loupe" | "compare";

/** The page's way of looking, which its address holds, so that the back button goes up. */
export function useLook(): [Look, (look: Look) => void] {
  const [text, setText] = useAddress("look", "grid", { push: true });
  const look: Look = text === "loupe" || text === "compare" ? text : "grid";
  const set = useCallback((next: Look) => setText(next), [setText]);
  return [look, set];
}
