import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { api, got } from "../../api/api";
import type { Spot } from "../../map/view";
import { labelPath } from "../labels/paths";

/** What to judge: what lies inside an outline of a map, or passes an expression. */
export type Selected = { map: "pca" | "umap"; polygon: Spot[] } | { where: string };

/** Make a feed of chosen shots and go there to judge them. */
export function useSelection(label: string) {
  const [, go] = useLocation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (what: Selected) => {
      const chosen =
        "where" in what
          ? { where: what.where }
          : { map: what.map, polygon: what.polygon.map(inReach) };
      return got(
        api.POST("/api/v1/selections", { body: { label, polygon: [], where: "", ...chosen } }),
      );
    },
    onSuccess: (page) => {
      queries.removeQueries({ queryKey: ["feed", page.feed_id] });
      go(labelPath(label, `selections/${encodeURIComponent(page.feed_id)}`));
    },
  });
}

/** An outline may lie around the map, but not far from it. */
function inReach({ x, y }: Spot): [number, number] {
  const near = (value: number) => Math.min(2, Math.max(-1, value));
  return [near(x), near(y)];
}
