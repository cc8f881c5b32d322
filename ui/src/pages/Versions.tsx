import { Link, useParams, useSearchParams } from "wouter";
import { Problem } from "../api/problem";
import { Empty } from "../parts/Empty";
import { ErrorNote } from "../parts/ErrorNote";
import { Icon } from "../parts/icons";
import { Skeleton } from "../parts/Skeleton";
import { LabelHeader } from "./LabelHeader";
import { labelPath } from "./labels/paths";
import "./Versions.css";
import { CompareView } from "./versions/CompareView";
import { Deployments } from "./versions/Deploy";
import { useVersions, type Version } from "./versions/queries";
import { VersionList } from "./versions/VersionList";
import { VersionView } from "./versions/VersionView";

export default function Versions() {
  const { label = "" } = useParams<{ label: string }>();
  const [params, setParams] = useSearchParams();
  const versions = useVersions(label);
  const number = Number(params.get("version"));
  const first = Number(params.get("first"));
  const second = Number(params.get("second"));
  const isComparing = first > 0 && second > 0;
  return (
    <div className={isComparing ? "page versions comparing" : "page versions"}>
      <LabelHeader label={label} step="versions" />
      {(number > 0 || isComparing) && (
        <Link className="versions-back" href={labelPath(label, "versions")}>
          <Icon name="left" /> All versions
        </Link>
      )}
      {versions.error && !isUnknown(versions.error) && (
        <ErrorNote
          what="The versions could not be loaded"
          error={versions.error}
          onRetry={() => versions.refetch()}
        />
      )}
      {versions.isPending && <Skeleton lines={10} label="Loading the versions" />}
      {versions.data && !isComparing && (
        <Found
          label={label}
          versions={versions.data}
          number={number}
          onOpen={(which) => setParams({ version: String(which) })}
          onCompare={(one, other) => setParams({ first: String(one), second: String(other) })}
        />
      )}
      {isComparing && <CompareView label={label} first={first} second={second} />}
    </div>
  );
}

function Found({
  label,
  versions,
  number,
  onOpen,
  onCompare,
}: {
  label: string;
  versions: readonly Version[];
  number: number;
  onOpen: (number: number) => void;
  onCompare: (first: number, second: number) => void;
}) {
  if (versions.length === 0)
    return (
      <Empty
        title="No versions yet"
        actions={
          <Link className="button" href={labelPath(label, "learn")}>
            To Learn
          </Link>
        }
      >
        Every build makes a version, and none is ever lost. Judge a few shots, then build.
      </Empty>
    );
  const shown = versions.find((version) => version.number === number);
  if (number > 0 && !shown)
    return (
      <p>
        There is no version {number}. The newest is {versions[0]?.number}.
      </p>
    );
  if (shown)
    return (
      <VersionView
        label={label}
        version={shown}
        others={versions.map((each) => each.number).filter((each) => each !== number)}
        onCompare={(other) => onCompare(Math.min(number, other), Math.max(number, other))}
      />
    );
  return (
    <>
      <VersionList label={label} versions={versions} onOpen={onOpen} onCompare={onCompare} />
      <Deployments label={label} />
    </>
  );
}

/** Without the label there are no versions; the head says so already. */
function isUnknown(error: Error): boolean {
  return error instanceof Problem && error.status === 404;
}
