import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, got, type Schema } from "../api/api";
import { type ColourBy, countsOf, type Palette, paintOf } from "./paint";

export type Method = "pca" | "umap";

/** A map with its points and colours, each loaded when the one before is there. */
export function useMap(
  method: Method,
  by: ColourBy,
  label: string,
  palette: Palette,
  isWanted: boolean,
) {
  const map = useQuery({
    queryKey: ["map", method],
    queryFn: () => got(api.GET("/api/v1/maps/{method}", { params: { path: { method } } })),
    enabled: isWanted,
  });
  const id = map.data?.id;
  const points = useQuery({
    queryKey: ["map-points", id],
    queryFn: () => fetchPoints(method, id ?? ""),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const needsLabel = by !== "video";
  const colours = useQuery({
    queryKey: ["map-colours", id, by, needsLabel ? label : ""],
    queryFn: () => fetchColours(method, by, needsLabel ? label : null),
    enabled: id !== undefined && (!needsLabel || label !== ""),
    placeholderData: keepPreviousData,
  });
  const count = points.data ? points.data.length / 2 : 0;
  const found = colours.data;
  const paint = useMemo(() => {
    const fits = found && found.data.byteLength === count * (found.by === "video" ? 2 : 1);
    return fits ? paintOf(found.by, found.data, palette) : plain(count, palette);
  }, [found, count, palette]);
  const counts = useMemo(
    () => (found ? countsOf(found.by, found.data, map.data?.videos ?? []) : []),
    [found, map.data],
  );
  return { map, points, colours, paint, counts };
}

/** All points alike, until it is known how they differ. */
function plain(count: number, palette: Palette) {
  return paintOf("verdict", new ArrayBuffer(count), palette);
}

async function fetchPoints(method: Method, id: string): Promise<Float32Array> {
  const params = { path: { method }, query: { id } };
  const buffer = await got(
    api.GET("/api/v1/maps/{method}/points", { params, parseAs: "arrayBuffer" }),
  );
  return new Float32Array(buffer as ArrayBuffer);
}

async function fetchColours(method: Method, by: ColourBy, label: string | null) {
  const params = { path: { method }, query: { by, label } };
  const buffer = await got(
    api.GET("/api/v1/maps/{method}/colours", { params, parseAs: "arrayBuffer" }),
  );
  return { by, data: buffer as ArrayBuffer };
}

/** The shot at a point. */
export function useShotAt(method: Method, place: { x: number; y: number } | null) {
  return useQuery({
    queryKey: ["map-nearest", method, place?.x, place?.y],
    queryFn: async (): Promise<Schema["Shot"] | null> => {
      const query = { x: place?.x ?? 0, y: place?.y ?? 0 };
      const found = await got(
        api.GET("/api/v1/maps/{method}/nearest", { params: { path: { method }, query } }),
      );
      return found ?? null;
    },
    enabled: place !== null,
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}
