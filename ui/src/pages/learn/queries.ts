import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, got, type Schema } from "../../api/api";

export type Quality = Schema["Quality"];

/** How good the current version is, on judged shots and over the library. */
export function useQuality(label: string, version: number) {
  return useQuery({
    queryKey: ["quality", label, version],
    queryFn: () => got(api.GET("/api/v1/labels/{label}/quality", { params: { path: { label } } })),
    placeholderData: keepPreviousData,
  });
}

/** Which feed, or search, is worth the next judgements. */
export function useHint(label: string, version: number | null) {
  return useQuery({
    queryKey: ["next-source", label, version],
    queryFn: () =>
      got(api.GET("/api/v1/labels/{label}/next-source", { params: { path: { label } } })),
    enabled: version !== null,
    placeholderData: keepPreviousData,
  });
}
