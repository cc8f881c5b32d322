import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, got, type Schema } from "../../api/api";
import { JOBS } from "../../api/events";
import { toast } from "../../parts/Toast";
import { FolderPicker } from "./FolderPicker";
import { ImportColumns } from "./ImportColumns";
import { RemoveVideo } from "./RemoveVideo";
import type { Video } from "./VideoRow";

type Info = Schema["WorkspaceInfo"];

/** Which dialog of the library is open. */
export type Open = { what: "add" | "relink" | "columns" } | { what: "remove"; video: Video };

export function Dialogs({
  open,
  info,
  onClose,
}: {
  open: Open;
  info: Info | undefined;
  onClose: () => void;
}) {
  if (open.what === "columns") return <ImportColumns onClose={onClose} />;
  if (open.what === "remove") return <RemoveVideo video={open.video} onClose={onClose} />;
  return <ChoosePaths key={open.what} what={open.what} info={info} onClose={onClose} />;
}

function ChoosePaths({
  what,
  info,
  onClose,
}: {
  what: "add" | "relink";
  info: Info | undefined;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: (paths: string[]) =>
      what === "add"
        ? got(api.POST("/api/v1/ingests", { body: { paths } }))
        : got(api.POST("/api/v1/relinks", { body: { paths } })),
    onSuccess: () => {
      queries.invalidateQueries({ queryKey: JOBS });
      toast(what === "add" ? "The videos are being added" : "Looking for moved files");
      onClose();
    },
  });
  const words =
    what === "add"
      ? {
          title: "Add videos",
          verb: "Add",
          help: "Everything in a folder and the folders inside it is added. Files stay where they are.",
        }
      : {
          title: "Find moved files",
          verb: "Look in",
          help: "Videos are known by their content: wherever their files are now, they are found again with every verdict.",
        };
  return (
    <FolderPicker
      {...words}
      roots={info?.roots ?? []}
      error={start.error}
      isBusy={start.isPending}
      onChoose={start.mutate}
      onClose={onClose}
    />
  );
}
