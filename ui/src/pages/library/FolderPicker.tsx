import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, got, type Schema } from "../../api/api";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { ErrorNote } from "../../parts/ErrorNote";
import { Checkbox, Field } from "../../parts/Field";
import { Icon } from "../../parts/icons";
import { Skeleton } from "../../parts/Skeleton";
import { bytes, counted } from "../../parts/words";
import "./FolderPicker.css";

type Folder = Schema["Folder"];

interface FolderPickerProps {
  title: string;
  /** What happens with what is chosen, in a sentence. */
  help: string;
  /** The word on the button, such as `Add`. */
  verb: string;
  roots: readonly string[];
  error: unknown;
  isBusy: boolean;
  onChoose: (paths: string[]) => void;
  onClose: () => void;
}

/** Choose files and folders of the server's machine, inside the folders that it may read. */
export function FolderPicker(props: FolderPickerProps) {
  const { title, help, verb, roots, error, isBusy, onChoose, onClose } = props;
  const [path, setPath] = useState(roots[0] ?? "");
  const [typed, setTyped] = useState(path);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const listing = useQuery({
    queryKey: ["folder", path],
    queryFn: () => got(api.GET("/api/v1/folders", { params: { query: { path } } })),
    enabled: roots.length > 0,
  });
  const here = listing.data?.path ?? path;
  const go = (to: string) => {
    setPath(to);
    setTyped(to);
  };
  const toggle = (which: string) =>
    setChosen(chosen.includes(which) ? chosen.filter((p) => p !== which) : [...chosen, which]);
  const what = chosen.length ? chosen : [here];
  return (
    <Dialog
      title={title}
      wide
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            disabled={isBusy || !listing.data}
            onClick={() => onChoose([...what])}
          >
            {chosen.length
              ? `${verb} ${counted(chosen.length, "chosen item")}`
              : `${verb} this folder`}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="dim">{help}</p>
        <Roots roots={roots} onGo={go} />
        <form
          className="row picker-path"
          onSubmit={(event) => {
            event.preventDefault();
            go(typed);
          }}
        >
          <Field
            className="grow"
            label="Folder"
            bare
            value={typed}
            spellCheck={false}
            onText={setTyped}
          />
          <Button type="submit">Go</Button>
        </form>
        {listing.error && <ErrorNote error={listing.error} onRetry={() => listing.refetch()} />}
        <div className="picker-list">
          {listing.isPending && roots.length > 0 && <Skeleton lines={6} />}
          {listing.data && (
            <Listing folder={listing.data} chosen={chosen} onGo={go} onToggle={toggle} />
          )}
        </div>
        {error != null && <ErrorNote what="Nothing was started" error={error} />}
      </div>
    </Dialog>
  );
}

function Roots({ roots, onGo }: { roots: readonly string[]; onGo: (path: string) => void }) {
  if (roots.length === 0)
    return (
      <p>
        This server may read no folder. Start it again with{" "}
        <code>shotseer serve --root FOLDER</code>, or drop files on the page.
      </p>
    );
  if (roots.length === 1) return null;
  return (
    <div className="row">
      {roots.map((root) => (
        <Button key={root} onClick={() => onGo(root)}>
          {root}
        </Button>
      ))}
    </div>
  );
}

function Listing({
  folder,
  chosen,
  onGo,
  onToggle,
}: {
  folder: Folder;
  chosen: readonly string[];
  onGo: (path: string) => void;
  onToggle: (path: string) => void;
}) {
  const inside = (name: string) => `${folder.path.replace(/\/$/, "")}/${name}`;
  return (
    <ul>
      {folder.parent !== null && (
        <li>
          <Button look="quiet" onClick={() => onGo(folder.parent ?? "")}>
            <Icon name="up" /> One folder up
          </Button>
        </li>
      )}
      {folder.folders.map((name) => (
        <li key={name} className="picker-row">
          <Checkbox
            label={<span className="visually-hidden">Choose the folder {name}</span>}
            checked={chosen.includes(inside(name))}
            onCheck={() => onToggle(inside(name))}
          />
          <Button look="quiet" className="picker-folder" onClick={() => onGo(inside(name))}>
            <Icon name="right" /> {name}
          </Button>
        </li>
      ))}
      {folder.files.map(({ name, size_bytes }) => (
        <li key={name} className="picker-row">
          <Checkbox
            label={name}
            checked={chosen.includes(inside(name))}
            onCheck={() => onToggle(inside(name))}
          />
          <span className="dim small">{bytes(size_bytes)}</span>
        </li>
      ))}
      {folder.folders.length + folder.files.length === 0 && (
        <li className="dim">There are no folders and no videos in here.</li>
      )}
    </ul>
  );
}
