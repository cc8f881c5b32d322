import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, got, type Schema } from "../../api/api";

export type Version = Schema["Version"];

const forLabel = (label: string) => ({ params: { path: { label } } });

/** The versions of a label, newest first. */
export function useVersions(label: string) {
  return useQuery({
    queryKey: ["versions", label],
    queryFn: () => got(api.GET("/api/v1/labels/{label}/versions", forLabel(label))),
    select: (page) => page.items,
  });
}

export function useCurves(label: string, number: number) {
  return useQuery({
    queryKey: ["curves", label, number],
    queryFn: () =>
      got(
        api.GET("/api/v1/labels/{label}/versions/{number}/curves", {
          params: { path: { label, number } },
        }),
      ),
    staleTime: 60_000,
  });
}

/** The card as text. */
export function useCard(label: string, number: number) {
  return useQuery({
    queryKey: ["card", label, number],
    queryFn: async () => {
      const params = { path: { label, number } };
      const path = "/api/v1/labels/{label}/versions/{number}/card";
      return String(await got(api.GET(path, { params, parseAs: "text" })));
    },
  });
}

export function useDeployments(label: string) {
  return useQuery({
    queryKey: ["deployments", label],
    queryFn: () => got(api.GET("/api/v1/labels/{label}/deployments", forLabel(label))),
    select: (page) => page.items,
  });
}

/** Two versions side by side, and some of the shots that they decide differently. */
export function compare(label: string, first: number, second: number, cursor: string | null) {
  const params = { path: { label }, query: { first, second, cursor, limit: 60 } };
  return got(api.GET("/api/v1/labels/{label}/comparison", { params }));
}

export function useRestore(label: string) {
  const changed = useChanged(label);
  return useMutation({
    mutationFn: (number: number) =>
      got(api.POST("/api/v1/labels/{label}/restores", { ...forLabel(label), body: { number } })),
    onSuccess: changed,
  });
}

export function useDeploy(label: string) {
  const changed = useChanged(label);
  return useMutation({
    mutationFn: (body: { number: number | null; threshold?: number; note: string }) =>
      got(api.POST("/api/v1/labels/{label}/deployments", { ...forLabel(label), body })),
    onSuccess: changed,
  });
}

/** The address of a version to be used elsewhere. */
export function downloadAddress(label: string, number: number, format: "onnx" | "json"): string {
  const name = encodeURIComponent(label);
  return `/api/v1/labels/${name}/versions/${number}/download?format=${format}`;
}

function useChanged(label: string) {
  const queries = useQueryClient();
  return () => {
    for (const key of [["versions", label], ["deployments", label], ["label", label], ["labels"]])
      queries.invalidateQueries({ queryKey: key });
  };
}
