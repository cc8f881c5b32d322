import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, got, type Schema } from "../../api/api";
import { JOBS } from "../../api/events";

export type ShotDetail = Schema["ShotDetail"];

const ALIKE = 12;

/** A shot in its context; `label` says whose scores its neighbours carry. */
export function useShot(shot: string, label: string) {
  return useQuery({
    queryKey: ["shot", shot, label],
    queryFn: () => {
      const query = label ? { label } : {};
      return got(api.GET("/api/v1/shots/{shot}", { params: { path: { shot }, query } }));
    },
    // The page stays as it is while the same shot is asked for with another label.
    placeholderData: (before) => (before?.shot.id === shot ? before : undefined),
  });
}

/** The shots that look most like one. */
export function useSimilar(shot: string) {
  return useQuery({
    queryKey: ["similar", shot],
    queryFn: async () => {
      const body = {
        words: "",
        shots: [{ id: shot, weight: 1 }],
        pictures: [],
        where: "",
        limit: ALIKE + 1,
      };
      const { items } = await got(api.POST("/api/v1/searches", { body }));
      return items.filter((item) => item.shot.id !== shot).slice(0, ALIKE);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Have a copy made that browsers can play. */
export function useProxy(video: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      got(api.POST("/api/v1/videos/{video}/proxies", { params: { path: { video } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: JOBS }),
  });
}
