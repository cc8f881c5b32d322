import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, got } from "../../api/api";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { ErrorNote } from "../../parts/ErrorNote";
import { toast } from "../../parts/Toast";
import type { Label } from "./sort";

/** Whether nothing was made with a label yet, so that it may go. */
export function isRemovable({ positives, negatives, skips, versions }: Label): boolean {
  return positives + negatives + skips + versions === 0;
}

/** Ask before a label goes. */
export function RemoveLabel({ label, onClose }: { label: string; onClose: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => got(api.DELETE("/api/v1/labels/{label}", { params: { path: { label } } })),
    onSuccess: () => {
      queries.removeQueries({ queryKey: ["label", label] });
      for (const key of ["labels", "workspace"]) queries.invalidateQueries({ queryKey: [key] });
      toast(`Removed ${label}`);
      onClose();
    },
  });
  return (
    <Dialog
      title="Remove this label?"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            Remove the label
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="break">
          <strong>{label}</strong> goes with its question, guidelines and queries. Nothing was
          judged or built for it.
        </p>
        {remove.error && <ErrorNote what="It was not removed" error={remove.error} />}
      </div>
    </Dialog>
  );
}
