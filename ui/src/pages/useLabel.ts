import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, got, type Schema } from "../api/api";
import { unsaved } from "../labelling/queue";
import { writer } from "../labelling/writes";

export type Label = Schema["Label"];

const OTHERS = 15_000;
const PAUSE = 250;

/** How a label stands; asked again when verdicts were saved, and now and then for those of others. */
export function useLabel(name: string | null) {
  const queries = useQueryClient();
  useEffect(() => {
    if (name === null) return;
    let waited = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = writer.subscribe(() => {
      const waits = unsaved(writer.get()).count > 0;
      if (waited && !waits) {
        clearTimeout(timer);
        timer = setTimeout(() => queries.invalidateQueries({ queryKey: ["label", name] }), PAUSE);
      }
      waited = waits;
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [name, queries]);
  return useQuery({
    queryKey: ["label", name],
    queryFn: () =>
      got(api.GET("/api/v1/labels/{label}", { params: { path: { label: name ?? "" } } })),
    enabled: name !== null,
    refetchInterval: OTHERS,
  });
}

/** What is served. */
export function useWorkspace() {
  return useQuery({
    queryKey: ["workspace"],
    queryFn: () => got(api.GET("/api/v1/workspace")),
  });
}
