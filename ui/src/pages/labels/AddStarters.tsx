import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, got } from "../../api/api";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { ErrorNote } from "../../parts/ErrorNote";
import { Skeleton } from "../../parts/Skeleton";
import { toast } from "../../parts/Toast";
import { counted } from "../../parts/words";

/** Before the starter labels are added: how many they are, and which. */
export function AddStarters({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const missing = useQuery({
    queryKey: ["starter-labels"],
    queryFn: () => got(api.GET("/api/v1/starter-labels")),
    staleTime: 0,
  });
  const add = useMutation({
    mutationFn: () => got(api.POST("/api/v1/starter-labels")),
    onSuccess: (names) => {
      for (const key of ["labels", "workspace"]) queries.invalidateQueries({ queryKey: [key] });
      toast(`Added ${counted(names.length, "label")}`);
      onClose();
    },
  });
  const names = missing.data ?? [];
  const words = counted(names.length, "label");
  return (
    <Dialog
      title="Add starter labels"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            disabled={names.length === 0 || add.isPending}
            onClick={() => add.mutate()}
          >
            {names.length > 0 ? `Add ${words}` : "Add"}
          </Button>
        </>
      }
    >
      <div className="stack">
        {missing.isPending && <Skeleton lines={4} />}
        {missing.error && <ErrorNote error={missing.error} onRetry={() => missing.refetch()} />}
        {missing.data && names.length === 0 && <p>All of them are there already.</p>}
        {names.length > 0 && (
          <>
            <p>
              {words} for common kinds of shots, each with its question, guidelines and queries. One
              that is not used can be removed again.
            </p>
            <p className="dim small">{names.join(", ")}</p>
          </>
        )}
        {add.error && <ErrorNote what="No labels were added" error={add.error} />}
      </div>
    </Dialog>
  );
}
