import { type ReactNode, useId, useState } from "react";
import { Link } from "wouter";
import { LineChart } from "../../charts/LineChart";
import { Sparkline } from "../../charts/Sparkline";
import { wholeTicks } from "../../charts/scale";
import { labelPath } from "../labels/paths";
import type { Version } from "../versions/queries";
import "../../parts/Popover.css";
import type { FeedKey } from "./kinds";
import "./Numbers.css";
import { QualityFigures } from "./Quality";

/** How good a version is, in few numbers; each explains itself on demand. */
export function Numbers({
  label,
  version,
  versions,
  onFeed,
}: {
  label: string;
  version: Version;
  versions: readonly Version[];
  onFeed: (feed: FeedKey) => void;
}) {
  return (
    <div className="numbers" role="group" aria-label={`How good version ${version.number} is`}>
      <QualityFigures label={label} version={version} onFeed={onFeed} />
      <Figure name="Over versions" value={<Curve versions={versions} />} words="">
        <LearningCurve label={label} versions={versions} here={version.number} />
      </Figure>
    </div>
  );
}

/** A number with its name, and plain words behind it. */
export function Figure({
  name,
  value,
  words,
  children,
}: {
  name: string;
  value: ReactNode;
  words: string;
  /** More than words; made when it is looked at. */
  children?: ReactNode;
}) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <span className="popover-anchor">
      <button type="button" className="figure" popoverTarget={id} title={`${name}: what it means`}>
        <span className="figure-name">{name}</span>
        <span className="figure-value">{value}</span>
      </button>
      <div
        id={id}
        popover="auto"
        className="popover figure-words"
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        <h2>{name}</h2>
        {words && <p>{words}</p>}
        {isOpen && children}
      </div>
    </span>
  );
}

/** Oldest first, and only versions of which something is known. */
function known(versions: readonly Version[]) {
  return versions
    .flatMap((version) =>
      version.average_precision ? [{ version, y: version.average_precision }] : [],
    )
    .toReversed();
}

function Curve({ versions }: { versions: readonly Version[] }) {
  const values = known(versions).map(({ y }) => y.value);
  if (values.length === 0) return <span className="dim">–</span>;
  return <Sparkline label="Average precision over versions" values={values} />;
}

function LearningCurve({
  label,
  versions,
  here,
}: {
  label: string;
  versions: readonly Version[];
  here: number;
}) {
  const points = known(versions).map(({ version, y }) => ({
    x: version.number,
    y,
    name: `version ${version.number}, ${version.positives + version.negatives} verdicts`,
  }));
  const last = Math.max(2, ...points.map(({ x }) => x));
  const first = Math.min(last - 1, ...points.map(({ x }) => x));
  const across = [first, last] as const;
  return (
    <>
      <p>
        Average precision of each version, on videos it had not seen. When it stays level, more of
        the same verdicts help little.
      </p>
      {points.length > 0 ? (
        <LineChart
          label="Average precision over versions."
          x={{ title: "version", domain: across, ticks: wholeTicks(across) }}
          y={{ title: "average precision", domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] }}
          points={points}
          chosen={[here]}
          height={180}
        />
      ) : (
        <p className="dim">Nothing could be measured yet.</p>
      )}
      <Link href={labelPath(label, "versions")}>All versions</Link>
    </>
  );
}
