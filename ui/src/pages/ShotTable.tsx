import { useRef, useState } from "react";
import { Link } from "wouter";
import type { Schema } from "../api/api";
import { Button } from "../parts/Button";
import { classes } from "../parts/classes";
import { Empty } from "../parts/Empty";
import { ErrorNote } from "../parts/ErrorNote";
import { Explain } from "../parts/Explain";
import { Select } from "../parts/Field";
import { Skeleton } from "../parts/Skeleton";
import { usePageTitle } from "../parts/title";
import { counted } from "../parts/words";
import { Filters, isAboutFilter } from "../shots/Filters";
import { useLastLabel } from "./labels/lastLabel";
import "./ShotTable.css";
import { LabelPicker } from "./table/LabelPicker";
import { RowList } from "./table/RowList";
import { useSelection } from "./table/useSelection";
import {
  exportAddress,
  type TableState,
  useLabels,
  useRows,
  useTableState,
} from "./table/useTable";
import { useWorkspace } from "./useLabel";

/** An expression that every shot passes: a selection needs one. */
const ALL = "duration >= 0";

export default function ShotTable() {
  usePageTitle("Table");
  const labels = useLabels();
  const known = labels.data?.items ?? [];
  const [state, setState] = useTableState(known);
  const info = useWorkspace().data;
  const isEmpty = info?.shots === 0;
  const found = useRows(state, labels.data !== undefined && info !== undefined && !isEmpty);
  // A filter that cannot be read leaves the rows of the one before on screen.
  const last = useRef(found.data);
  if (found.data) last.current = found.data;
  const data = found.data ?? (found.error ? last.current : undefined);
  const pages = data?.pages ?? [];
  const rows = pages.flatMap((page) => page.items);
  const total = pages[0]?.total ?? 0;
  const onSort = (sort: string) => {
    const isLabel = sort.startsWith("label:");
    setState({ sort, descending: sort === state.sort ? !state.descending : isLabel });
  };
  return (
    <div className="page fixed">
      <header className="row spread">
        <div className="row">
          <h1>Table</h1>
          <span className="dim" role="status">
            {found.data && counted(total, "shot")}
            {state.where && found.data && " pass the filter"}
          </span>
          <Explain about="in this table">
            Each row is a shot, each column a label: what its current classifier says, from 0 to 1,
            and the verdict that people gave. Together the labels describe every shot of the
            library.
          </Explain>
        </div>
        <div className="row">
          <LabelPicker
            all={known.map(({ name }) => name)}
            chosen={state.labels}
            onChoose={(chosen) => setState({ labels: chosen })}
          />
          <a className="button" href={exportAddress(state, "csv")} download>
            Export CSV
          </a>
          <a className="button" href={exportAddress(state, "jsonl")} download>
            JSON Lines
          </a>
        </div>
      </header>
      <div className="table-tools">
        <Filters
          value={state.where}
          error={isAboutFilter(found.error) ? found.error : null}
          onApply={(where) => setState({ where })}
        />
        <JudgeThese state={state} labels={known} total={found.error ? 0 : total} />
      </div>
      {found.error && !isAboutFilter(found.error) && (
        <ErrorNote
          what="The table could not be loaded"
          error={found.error}
          onRetry={() => found.refetch()}
        />
      )}
      {found.isPending && !isEmpty && <Skeleton lines={12} label="Loading the table" />}
      {isEmpty && (
        <Empty
          title="No shots yet"
          actions={
            <Link className="button" href="/">
              To the library
            </Link>
          }
        >
          Add videos first. Every shot becomes a row here.
        </Empty>
      )}
      {data && !isEmpty && (
        <div className={classes("table-rows", found.error && "stale")}>
          {found.data && rows.length === 0 && <p className="dim">No shot passes the filter.</p>}
          {state.labels.length === 0 && (
            <p className="dim small">
              No label stands as a column yet: build one, or choose some under Labels.
            </p>
          )}
          <RowList
            // From the top, when other rows come.
            key={JSON.stringify([state.where, state.sort, state.descending])}
            state={state}
            rows={rows}
            total={total}
            hasMore={found.hasNextPage}
            isLoading={found.isFetchingNextPage}
            onMore={found.fetchNextPage}
            onSort={onSort}
          />
        </div>
      )}
    </div>
  );
}

/** Go and judge what the filter lets through, for one of the labels. */
function JudgeThese({
  state,
  labels,
  total,
}: {
  state: TableState;
  labels: readonly Schema["Label"][];
  total: number;
}) {
  const [chosen, setChosen] = useState("");
  const last = useLastLabel([...state.labels, ...labels.map(({ name }) => name)]);
  const label = chosen || last;
  const select = useSelection(label);
  if (labels.length === 0) return null;
  return (
    <div className="row">
      <Select
        label="Judge for"
        bare
        value={label}
        options={labels.map(({ name }) => [name, name])}
        onChoose={setChosen}
      />
      <Button
        disabled={total === 0 || select.isPending}
        hint={`Go through these shots and say yes or no for ${label}`}
        onClick={() => select.mutate({ where: state.where || ALL })}
      >
        Judge these {total.toLocaleString("en")}
      </Button>
      {select.error && (
        <ErrorNote what="Nothing was selected" error={select.error} onDismiss={select.reset} />
      )}
    </div>
  );
}
