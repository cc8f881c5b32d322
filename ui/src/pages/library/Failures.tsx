import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, got, type Schema } from "../../api/api";
import { JOBS } from "../../api/events";
import { Button } from "../../parts/Button";
import { copyText, ErrorNote } from "../../parts/ErrorNote";
import { Icon } from "../../parts/icons";
import { useStored } from "../../parts/stored";
import { counted } from "../../parts/words";
import "./Failures.css";

type Failure = Schema["Failure"];

/** The files that could not be brought in: why, and what can be done about each. */
export function Failures() {
  const failures = useQuery({
    queryKey: ["failures"],
    queryFn: () => got(api.GET("/api/v1/failures")),
  });
  // Kept by this browser: the server knows what failed, and a person what was seen of it.
  const [seen, setSeen] = useStored<readonly string[]>("seen-failures", []);
  const retry = useRetry();
  const all = failures.data?.items ?? [];
  const items = all.filter((one) => !seen.includes(nameOf(one)));
  const dismiss = (which: readonly Failure[]) => {
    // What no longer fails is forgotten.
    const kept = all.map(nameOf).filter((name) => seen.includes(name));
    setSeen([...kept, ...which.map(nameOf)]);
  };
  if (failures.error)
    return (
      <ErrorNote
        what="The failed files could not be loaded"
        error={failures.error}
        onRetry={() => failures.refetch()}
      />
    );
  if (items.length === 0) return null;
  const paths = (which: readonly Failure[]) => which.map(({ path }) => path);
  return (
    <details className="failures panel" open={items.length <= 3}>
      <summary>
        <Icon name="warning" /> {counted(items.length, "file")} could not be added
      </summary>
      <ul className="stack">
        {items.map((one) => (
          <li key={one.path} className="failure">
            <div className="grow">
              <code>{one.path}</code>
              <p>{one.reason}</p>
              {one.hint && <p className="dim">{one.hint}</p>}
            </div>
            <Button
              disabled={retry.isPending}
              aria-label={`Try again: ${one.path}`}
              onClick={() => retry.mutate([one.path])}
            >
              Try again
            </Button>
            <Button look="quiet" aria-label={`Dismiss: ${one.path}`} onClick={() => dismiss([one])}>
              Dismiss
            </Button>
          </li>
        ))}
      </ul>
      {retry.error && (
        <ErrorNote what="Nothing was started" error={retry.error} onDismiss={retry.reset} />
      )}
      {items.length > 1 && (
        <div className="row failures-all">
          <CopyList items={items} />
          <Button disabled={retry.isPending} onClick={() => retry.mutate(paths(items))}>
            Try all again
          </Button>
          <Button look="quiet" onClick={() => dismiss(items)}>
            Dismiss all
          </Button>
        </div>
      )}
    </details>
  );
}

function useRetry() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (paths: string[]) => got(api.POST("/api/v1/ingests", { body: { paths } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: JOBS }),
  });
}

function CopyList({ items }: { items: readonly Failure[] }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(items.map((one) => `${one.path}\n  ${one.reason}\n  ${one.hint}`).join("\n"));
    setCopied(true);
  };
  return <Button onClick={copy}>{copied ? "Copied" : "Copy the list"}</Button>;
}

/** A file that fails for another reason is another matter. */
function nameOf({ path, reason }: Failure): string {
  return `${path}\n${reason}`;
}
