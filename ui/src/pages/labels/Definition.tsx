import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, got, type Schema } from "../../api/api";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { ErrorNote } from "../../parts/ErrorNote";
import { Field, TextArea } from "../../parts/Field";
import { Skeleton } from "../../parts/Skeleton";
import "./Definition.css";

type Label = Schema["Label"];

/** What a label asks and what counts; it can be changed in place. */
export function Definition({ label, onClose }: { label: string; onClose: () => void }) {
  const [isEditing, setEditing] = useState(false);
  const found = useQuery({
    queryKey: ["label", label],
    queryFn: () => got(api.GET("/api/v1/labels/{label}", { params: { path: { label } } })),
  });
  if (found.data && isEditing)
    return <Edit label={found.data} onDone={() => setEditing(false)} onClose={onClose} />;
  return (
    <Dialog
      title={label}
      onClose={onClose}
      footer={
        <>
          <Button disabled={!found.data} onClick={() => setEditing(true)}>
            Change
          </Button>
          <Button look="primary" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {found.isPending && <Skeleton lines={4} />}
      {found.error && <ErrorNote error={found.error} onRetry={() => found.refetch()} />}
      {found.data && <Words label={found.data} />}
    </Dialog>
  );
}

function Words({ label }: { label: Label }) {
  return (
    <div className="stack definition">
      <p>{label.description || <span className="dim">No question is written yet.</span>}</p>
      {label.guidelines && (
        <>
          <h3>Guidelines</h3>
          <p className="definition-text">{label.guidelines}</p>
        </>
      )}
      {label.queries.length > 0 && (
        <>
          <h3>Queries</h3>
          <ul>
            {label.queries.map((query) => (
              <li key={query}>{query}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Edit({
  label,
  onDone,
  onClose,
}: {
  label: Label;
  onDone: () => void;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const [description, setDescription] = useState(label.description);
  const [guidelines, setGuidelines] = useState(label.guidelines);
  const [words, setWords] = useState(label.queries.join("\n"));
  const save = useMutation({
    mutationFn: () =>
      got(
        api.PATCH("/api/v1/labels/{label}", {
          params: { path: { label: label.name } },
          body: { description, guidelines, queries: linesOf(words) },
        }),
      ),
    onSuccess: (changed) => {
      queries.setQueryData(["label", label.name], changed);
      queries.invalidateQueries({ queryKey: ["labels"] });
      onDone();
    },
  });
  return (
    <Dialog
      title={label.name}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onDone}>Cancel</Button>
          <Button look="primary" disabled={save.isPending} onClick={() => save.mutate()}>
            Save
          </Button>
        </>
      }
    >
      <div className="stack">
        <Field label="The question" value={description} onText={setDescription} />
        <TextArea label="Guidelines" rows={6} value={guidelines} onText={setGuidelines} />
        <TextArea
          label="Queries"
          help="One a line. The classifier learns from them too."
          value={words}
          onText={setWords}
        />
        {save.error && <ErrorNote what="Nothing was changed" error={save.error} />}
      </div>
    </Dialog>
  );
}

/** The lines of a text that say something. */
export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
