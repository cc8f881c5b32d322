import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, got } from "../api/api";
import { useKeys } from "../labelling/useKeys";
import { useAddress } from "../parts/address";
import { Button, IconButton } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { ErrorNote } from "../parts/ErrorNote";
import { Field } from "../parts/Field";
import { Icon } from "../parts/icons";
import { Bar } from "../parts/Meter";
import { Skeleton } from "../parts/Skeleton";
import { type Column, Table } from "../parts/Table";
import { usePageTitle } from "../parts/title";
import { ago, twoDigits } from "../parts/words";
import "./Labels.css";
import { AddStarters } from "./labels/AddStarters";
import { Definition } from "./labels/Definition";
import { NewLabel } from "./labels/NewLabel";
import { labelPath } from "./labels/paths";
import { isRemovable, RemoveLabel } from "./labels/RemoveLabel";
import { type Label, sortLabels } from "./labels/sort";

/** From so many on, a label is found by its name. */
const MANY = 10;
const FALLING = new Set(["positives", "negatives", "quality", "diversity", "new", "built"]);

export default function Labels() {
  usePageTitle("Labels");
  const [open, setOpen] = useAddress("open", "", { push: true });
  const labels = useQuery({
    queryKey: ["labels"],
    queryFn: () => got(api.GET("/api/v1/labels")),
  });
  const [q, setQ] = useAddress("q");
  const rows = labels.data?.items ?? [];
  const found = rows.filter(({ name }) => name.toLowerCase().includes(q.trim().toLowerCase()));
  return (
    <div className="page">
      <header className="row spread">
        <h1>Labels</h1>
        <div className="row">
          {rows.length > MANY && (
            <Field
              label="Find a label"
              bare
              type="search"
              placeholder="Find a label"
              value={q}
              onText={setQ}
            />
          )}
          <Button onClick={() => setOpen("starters")}>Add starter labels</Button>
          <Button look="primary" onClick={() => setOpen("new")}>
            New label
          </Button>
        </div>
      </header>
      {labels.error && (
        <ErrorNote
          what="The labels could not be loaded"
          error={labels.error}
          onRetry={() => labels.refetch()}
        />
      )}
      {labels.isPending && <Skeleton lines={8} label="Loading the labels" />}
      {labels.data && rows.length === 0 && (
        <Empty
          title="Make your first label"
          actions={
            <>
              <Button look="primary" onClick={() => setOpen("new")}>
                New label
              </Button>
              <Button onClick={() => setOpen("starters")}>Add starter labels</Button>
            </>
          }
        >
          A label is a yes or no question about a shot, such as: is this an establishing shot? Name
          it and say what to search for; then judge what comes, and build.
        </Empty>
      )}
      {rows.length > 0 && found.length === 0 && (
        <p className="dim">No label has “{q.trim()}” in its name.</p>
      )}
      {found.length > 0 && <LabelTable labels={found} />}
      {open === "new" && <NewLabel onClose={() => setOpen("")} />}
      {open === "starters" && <AddStarters onClose={() => setOpen("")} />}
    </div>
  );
}

function LabelTable({ labels }: { labels: readonly Label[] }) {
  const [sort, setSort] = useAddress("sort", "name");
  const [defined, setDefined] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const descending = sort.startsWith("-");
  const id = descending ? sort.slice(1) : sort;
  const onSort = (next: string) => {
    const isFalling = next === id ? !descending : FALLING.has(next);
    setSort(isFalling ? `-${next}` : next);
  };
  useKeys({
    definition: ({ target }) => {
      const row = target instanceof Element ? target.closest("tr") : null;
      const name = row?.querySelector<HTMLElement>("[data-label]")?.dataset.label;
      if (!name) return false;
      setDefined(name);
    },
  });
  return (
    <>
      <Table
        caption="Labels"
        columns={columns({ onDefine: setDefined, onRemove: setRemoving })}
        rows={sortLabels(labels, id, descending)}
        keyOf={({ name }) => name}
        sort={{ id, descending }}
        onSort={onSort}
      />
      {defined !== null && <Definition label={defined} onClose={() => setDefined(null)} />}
      {removing !== null && <RemoveLabel label={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

interface Doing {
  onDefine: (label: string) => void;
  onRemove: (label: string) => void;
}

function columns(doing: Doing): Column<Label>[] {
  const shared = { sortable: true };
  return [
    {
      id: "name",
      title: "Label",
      ...shared,
      cell: (label) => <Name label={label} {...doing} />,
    },
    {
      id: "positives",
      title: "Yes",
      number: true,
      ...shared,
      cell: (l) => l.positives.toLocaleString("en"),
    },
    {
      id: "negatives",
      title: "No",
      number: true,
      ...shared,
      cell: (l) => l.negatives.toLocaleString("en"),
    },
    {
      id: "skips",
      title: "Skipped",
      number: true,
      ...shared,
      cell: (l) => l.skips.toLocaleString("en"),
    },
    {
      id: "quality",
      title: "Average precision",
      ...shared,
      cell: (label) => <Quality label={label} />,
    },
    {
      id: "diversity",
      title: "Diversity",
      ...shared,
      cell: (label) => <Diversity label={label} />,
    },
    {
      id: "new",
      title: "New verdicts",
      number: true,
      ...shared,
      cell: (l) => l.new_judgements.toLocaleString("en"),
    },
    {
      id: "built",
      title: "Last build",
      ...shared,
      cell: (l) => <span className="nowrap">{l.last_build ? ago(l.last_build) : "never"}</span>,
    },
    { id: "version", title: "Version", ...shared, cell: (label) => <Version label={label} /> },
  ];
}

function Name({ label, onDefine, onRemove }: { label: Label } & Doing) {
  const { name } = label;
  const isReady = label.positives > 0;
  return (
    <div className="label-name" data-label={name}>
      <div className="label-line">
        <Link href={labelPath(name, isReady ? "learn" : "search")} title={name}>
          {name}
        </Link>
        <IconButton
          label={`What ${name} means`}
          action="definition"
          icon={<Icon name="info" />}
          onClick={() => onDefine(name)}
        />
        {isRemovable(label) && (
          <IconButton
            label={`Remove ${name}`}
            className="label-remove"
            icon={<Icon name="cross" />}
            onClick={() => onRemove(name)}
          />
        )}
      </div>
      {label.description && (
        <p className="label-words small dim" title={label.description}>
          {label.description}
        </p>
      )}
      <nav className="row small" aria-label={`Steps of ${name}`}>
        <Link href={labelPath(name, "search")}>Search</Link>
        <Link href={labelPath(name, "learn")}>Learn</Link>
        <Link href={labelPath(name, "review")}>Review</Link>
        <Link href={labelPath(name, "versions")}>Versions</Link>
      </nav>
    </div>
  );
}

function Quality({ label }: { label: Label }) {
  const found = label.average_precision;
  if (!found) return <span className="dim">{label.versions ? "not known" : "not built"}</span>;
  return (
    <span
      className="nowrap"
      title="Average precision: 1 when every positive is ranked before every negative; estimated on videos held out"
    >
      <Bar share={found.value} /> {twoDigits(found.value)}{" "}
      <span className="dim small">
        {twoDigits(found.low)}–{twoDigits(found.high)}
      </span>
    </span>
  );
}

function Diversity({ label }: { label: Label }) {
  if (label.diversity === null) return <span className="dim">–</span>;
  return (
    <span
      className="nowrap"
      title="How well the verdicts cover the library: 100 % is ten of each in each of ten groups of shots"
    >
      <Bar share={label.diversity} /> {Math.round(100 * label.diversity)} %
    </span>
  );
}

function Version({ label }: { label: Label }) {
  const { current_version: current, deployed_version: deployed } = label;
  if (current === null) return <span className="dim">–</span>;
  return (
    <span className="nowrap">
      {current}
      {deployed !== null && (
        <span className="small dim">
          {deployed === current ? ", deployed" : `, ${deployed} deployed`}
        </span>
      )}
    </span>
  );
}
