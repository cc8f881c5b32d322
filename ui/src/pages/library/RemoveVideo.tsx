import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, got } from "../../api/api";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { ErrorNote } from "../../parts/ErrorNote";
import { toast } from "../../parts/Toast";
import { counted } from "../../parts/words";
import type { Video } from "./VideoRow";

/** Ask before a video goes, and say what goes with it and what stays. */
export function RemoveVideo({ video, onClose }: { video: Video; onClose: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      got(api.DELETE("/api/v1/videos/{video}", { params: { path: { video: video.id } } })),
    onSuccess: (job) => {
      toast(
        job === null
          ? `Removed ${video.name}`
          : `${video.name} will be removed when the work on the library is done`,
      );
      queries.invalidateQueries();
      onClose();
    },
  });
  return (
    <Dialog
      title="Remove this video?"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {remove.isPending ? "Removing" : "Remove it from the library"}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="break">
          <strong>{video.name}</strong>
        </p>
        <p>
          Deleted: its {counted(video.shots, "shot")}, posters, previews, vectors and scores. It no
          longer appears in search, feeds and tables.
        </p>
        <p>
          Kept: the file itself, and every verdict. When the video is added again, its verdicts are
          found again.
        </p>
        {remove.error && <ErrorNote what="It was not removed" error={remove.error} />}
      </div>
    </Dialog>
  );
}
