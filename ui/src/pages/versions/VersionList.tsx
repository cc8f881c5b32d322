import { useState } from "react";
import { LineChart } from "../../charts/LineChart";
import { wholeTicks } from "../../charts/scale";
import { Button } from "../../parts/Button";
import { classes } from "../../parts/classes";
import { ErrorNote } from "../../parts/ErrorNote";
import { Checkbox } from "../../parts/Field";
import { type Column, Table } from "../../parts/Table";
import { toast } from "../../parts/Toast";
import { counted, type Interval, moment, twoDigits } from "../../parts/words";
import { Deploy } from "./Deploy";
import { useRestore, type Version } from "./queries";

/** A curve of fewer points says little, and takes little room. */
const FEW = 4;

interface VersionListProps {
  label: string;
  versions: readonly Version[];
  onOpen: (number: number) => void;
  onCompare: (first: number, second: number) => void;
}

/** The learning curve, and every version with what can be done with it. */
export function VersionList({ label, versions, onOpen, onCompare }: VersionListProps) {
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [deploying, setDeploying] = useState<Version | null>(null);
  const restore = useRestore(label);
  const toggle = (number: number) =>
    setChosen(
      chosen.includes(number)
        ? chosen.filter((each) => each !== number)
        : [...chosen, number].slice(-2),
    );
  const [first, second] = [...chosen].sort((a, b) => a - b);
  return (
    <>
      {versions.some((version) => version.average_precision) && (
        <LearningCurve versions={versions} onOpen={onOpen} />
      )}
      <div className="row">
        <Button
          disabled={first === undefined || second === undefined}
          hint="Tick two versions in the table"
          onClick={() => first !== undefined && second !== undefined && onCompare(first, second)}
        >
          {second === undefined ? "Compare two versions" : `Compare ${first} and ${second}`}
        </Button>
        {second === undefined && (
          <span className="dim small">Tick two versions to compare them.</span>
        )}
      </div>
      {restore.error && (
        <ErrorNote what="Nothing was restored" error={restore.error} onDismiss={restore.reset} />
      )}
      <Table
        caption={`Versions of ${label}`}
        rows={versions}
        keyOf={({ number }) => String(number)}
        columns={columns({
          chosen,
          toggle,
          onOpen,
          onDeploy: setDeploying,
          onRestore: ({ number }) =>
            restore.mutate(number, {
              onSuccess: () => toast(`Version ${number} is current again`),
            }),
        })}
      />
      {deploying && <Deploy label={label} version={deploying} onClose={() => setDeploying(null)} />}
    </>
  );
}

function LearningCurve({
  versions,
  onOpen,
}: {
  versions: readonly Version[];
  onOpen: (number: number) => void;
}) {
  const rising = [...versions].reverse();
  const domain = [rising[0]?.number ?? 1, rising.at(-1)?.number ?? 1] as const;
  const measured = versions.filter((version) => version.average_precision).length;
  return (
    <section
      className={classes("version-curve", measured < FEW && "few")}
      aria-label="Learning curve"
    >
      <h2>Average precision over the versions</h2>
      <p className="small dim">
        At 1 every positive is ranked before every negative. In 95 of 100 cases the true value lies
        inside the band.{measured < FEW && " With more builds you see whether it still rises."}
      </p>
      <LineChart
        label="Average precision of each version, with its 95 % interval"
        x={{ title: "version", domain, ticks: wholeTicks(domain, 10) }}
        y={{ title: "average precision", domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] }}
        points={rising.map((version) => ({
          x: version.number,
          y: version.average_precision,
          name: `version ${version.number}, ${counted(version.positives + version.negatives, "verdict")}`,
        }))}
        chosen={versions.filter(({ is_current }) => is_current).map(({ number }) => number)}
        onChoose={onOpen}
        height={measured < FEW ? 160 : undefined}
      />
    </section>
  );
}

interface Doing {
  chosen: readonly number[];
  toggle: (number: number) => void;
  onOpen: (number: number) => void;
  onDeploy: (version: Version) => void;
  onRestore: (version: Version) => void;
}

function columns({ chosen, toggle, onOpen, onDeploy, onRestore }: Doing): Column<Version>[] {
  return [
    {
      id: "compare",
      title: <span className="visually-hidden">Compare</span>,
      cell: ({ number }) => (
        <Checkbox
          label={<span className="visually-hidden">Compare version {number}</span>}
          checked={chosen.includes(number)}
          onCheck={() => toggle(number)}
        />
      ),
    },
    {
      id: "version",
      title: "Version",
      cell: (version) => (
        <div className="version-name">
          <Button look="quiet" onClick={() => onOpen(version.number)}>
            Version {version.number}
          </Button>
          {version.is_current && <span className="tag">current</span>}
          {version.is_deployed && <span className="tag strong">deployed</span>}
        </div>
      ),
    },
    {
      id: "built",
      title: "Built",
      cell: (version) => (
        <span className="small nowrap">
          {moment(version.created_at)}
          {version.created_by && <span className="dim"> by {version.created_by}</span>}
        </span>
      ),
    },
    {
      id: "verdicts",
      title: "Verdicts",
      cell: ({ positives, negatives, videos }) => (
        <span className="small nowrap" title={`In ${counted(videos, "video")}`}>
          {positives.toLocaleString("en")} yes, {negatives.toLocaleString("en")} no
        </span>
      ),
    },
    {
      id: "ap",
      title: "Average precision",
      cell: (v) => <Number95 metric={v.average_precision} />,
    },
    { id: "precision", title: "Precision", cell: (v) => <Number95 metric={v.precision} /> },
    { id: "recall", title: "Recall", cell: (v) => <Number95 metric={v.recall} /> },
    {
      id: "does",
      title: <span className="visually-hidden">Actions</span>,
      cell: (version) => (
        <div className="version-tools">
          {!version.is_current && (
            <Button hint="Feeds and scores go by it again" onClick={() => onRestore(version)}>
              Make current
            </Button>
          )}
          {!version.is_deployed && <Button onClick={() => onDeploy(version)}>Deploy</Button>}
        </div>
      ),
    },
  ];
}

/** A number with its 95 % interval, or that it is not known. */
export function Number95({ metric }: { metric: Interval | null }) {
  if (!metric) return <span className="dim">not known</span>;
  return (
    <span className="nowrap">
      {twoDigits(metric.value)}{" "}
      <span className="dim small">
        {twoDigits(metric.low)}–{twoDigits(metric.high)}
      </span>
    </span>
  );
}
