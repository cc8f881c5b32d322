import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, asBody, got, type Schema } from "../../api/api";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { ErrorNote } from "../../parts/ErrorNote";
import { counted } from "../../parts/words";

type Result = Schema["FieldImport"];

/** Bring in what is known of videos elsewhere: rights, collection, shooting day. */
export function ImportColumns({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const fields = useQuery({ queryKey: ["fields"], queryFn: () => got(api.GET("/api/v1/fields")) });
  const bring = useMutation({
    mutationFn: (file: File) => got(api.POST("/api/v1/fields", asBody(file))),
    onSuccess: () => {
      queries.invalidateQueries({ queryKey: ["fields"] });
      queries.invalidateQueries({ queryKey: ["videos"] });
    },
  });
  return (
    <Dialog
      title="Import columns"
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <div className="stack">
        <p>
          A CSV file with a column <code>video</code> (name, path or id) and any further columns,
          such as rights or collection. Each can then be used in every filter:{" "}
          <code>rights = "cleared"</code>.
        </p>
        <label className="field">
          CSV file
          <input
            className="input"
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) bring.mutate(file);
              event.target.value = "";
            }}
          />
        </label>
        {bring.isPending && <p role="status">Reading the table</p>}
        {bring.error && <ErrorNote what="Nothing was imported" error={bring.error} />}
        {bring.data && <Outcome result={bring.data} />}
        {fields.data && fields.data.length > 0 && (
          <p className="dim">Columns so far: {fields.data.join(", ")}</p>
        )}
      </div>
    </Dialog>
  );
}

function Outcome({ result }: { result: Result }) {
  return (
    <div role="status" className="stack">
      <p>
        {counted(result.videos, "video")} now {result.videos === 1 ? "has" : "have"}{" "}
        {result.fields.length ? `the columns ${result.fields.join(", ")}` : "no new columns"}.
      </p>
      {result.problems.length > 0 && (
        <details open={result.problems.length <= 5}>
          <summary>{counted(result.problems.length, "row")} could not be used</summary>
          <ul className="small">
            {result.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
