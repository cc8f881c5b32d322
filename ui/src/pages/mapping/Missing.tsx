import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, got } from "../../api/api";
import { useJob } from "../../api/events";
import { isNotReady } from "../../api/problem";
import type { Method } from "../../map/useMap";
import { Button } from "../../parts/Button";
import { Empty } from "../../parts/Empty";
import { ErrorNote } from "../../parts/ErrorNote";
import { JobCard } from "../library/JobCard";

export function NoShots() {
  return (
    <Empty
      title="Nothing to map yet"
      actions={
        <Link className="button" href="/">
          To the library
        </Link>
      }
    >
      Add videos first. Every shot becomes a point, and what looks alike lies close together.
    </Empty>
  );
}

/** Why there is no map: it has to be drawn first, or something is wrong. */
export function Missing({
  method,
  error,
  onRetry,
}: {
  method: Method;
  error: unknown;
  onRetry: () => void;
}) {
  const queries = useQueryClient();
  const [job, setJob] = useState<number | null>(null);
  const draw = useMutation({
    mutationFn: () => got(api.POST("/api/v1/maps/{method}/jobs", { params: { path: { method } } })),
    onSuccess: (started) => setJob(started.id),
  });
  const watched = useJob(job, () => queries.invalidateQueries({ queryKey: ["map", method] }));
  const canDraw = method === "umap" && isNotReady(error);
  if (!canDraw) return <ErrorNote what="There is no map" error={error} onRetry={onRetry} />;
  return (
    <Empty
      title="The UMAP map is not drawn yet"
      actions={
        <Button
          look="primary"
          disabled={draw.isPending || job !== null}
          onClick={() => draw.mutate()}
        >
          Draw it
        </Button>
      }
    >
      <p>It takes some minutes for a large library; you can go on judging meanwhile.</p>
      {draw.error && <ErrorNote error={draw.error} />}
      {watched && <JobCard job={watched} />}
    </Empty>
  );
}
