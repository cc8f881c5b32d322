import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, got } from "../../api/api";
import { Button, IconButton } from "../../parts/Button";
import { ErrorNote } from "../../parts/ErrorNote";
import { Explain } from "../../parts/Explain";
import { Icon } from "../../parts/icons";
import type { Label } from "../useLabel";
import "./Saved.css";

/** The queries that a label keeps: run one, keep the present one, drop one. */
export function Saved({
  label,
  words,
  onRun,
}: {
  label: Label;
  words: string;
  onRun: (words: string) => void;
}) {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (next: string[]) =>
      got(
        api.PATCH("/api/v1/labels/{label}", {
          params: { path: { label: label.name } },
          body: { queries: next },
        }),
      ),
    onSuccess: (changed) => queries.setQueryData(["label", label.name], changed),
  });
  const now = words.trim();
  const isKept = label.queries.includes(now);
  return (
    <section className="saved" aria-label="Saved queries">
      <h2 className="saved-title">
        Saved queries
        <Explain about="a saved query">
          Words that describe the label. Build learns from them too, before the first verdict.
        </Explain>
      </h2>
      <ul>
        {label.queries.map((query) => (
          <li key={query} className="saved-query">
            <button
              type="button"
              className="button quiet saved-run"
              aria-current={query === now ? "true" : undefined}
              onClick={() => onRun(query)}
            >
              {query}
            </button>
            <IconButton
              label={`Drop ${query}`}
              icon={<Icon name="cross" size={12} />}
              disabled={change.isPending}
              onClick={() => change.mutate(label.queries.filter((each) => each !== query))}
            />
          </li>
        ))}
      </ul>
      {!isKept && now && (
        <Button disabled={change.isPending} onClick={() => change.mutate([...label.queries, now])}>
          <Icon name="plus" size={14} /> Save these words
        </Button>
      )}
      {label.queries.length === 0 && !now && <p className="dim small">None yet.</p>}
      {change.error && <ErrorNote error={change.error} onDismiss={change.reset} />}
    </section>
  );
}
