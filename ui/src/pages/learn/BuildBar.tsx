import { DiversityCells } from "../../charts/Diversity";
import { unsaved } from "../../labelling/queue";
import { useQueue } from "../../labelling/writes";
import { Button } from "../../parts/Button";
import { keepsFocus } from "../../parts/keepsFocus";
import { stageWords } from "../library/JobCard";
import type { Label } from "../useLabel";
import { useVersions } from "../versions/queries";
import "./BuildBar.css";
import { type FeedKey, newWords } from "./kinds";
import { Figure, Numbers } from "./Numbers";
import type { useBuild } from "./useBuild";
import type { Shown } from "./useShownVersion";

type Side = "positive" | "negative";

/** Build, and how good what it made is. */
export function BuildBar({
  label,
  shown,
  builds,
  block,
  onBuild,
  onCluster,
  onFeed,
}: {
  label: Label;
  shown: Shown;
  builds: ReturnType<typeof useBuild>;
  /** Why a Build cannot work. */
  block: string | null;
  onBuild: () => void;
  onCluster: (cluster: number, side: Side) => void;
  onFeed: (feed: FeedKey) => void;
}) {
  const versions = useVersions(label.name).data ?? [];
  // The list of versions may lag behind.
  const version = versions.find(({ number }) => number === shown.current) ?? versions[0];
  // One primary button at a time: before the first Build it stands below.
  const isMain = shown.version !== null;
  return (
    <section className="build-bar" aria-label="Build and quality" onMouseDown={keepsFocus}>
      <Button
        look={isMain ? "primary" : "plain"}
        action="build"
        hint={block ?? "Learn from every verdict, score every shot, fill the feeds"}
        className="build-button"
        disabled={builds.isRunning || block !== null}
        onClick={onBuild}
      >
        {builds.isRunning ? "Building" : "Build"}
      </Button>
      <BuildState label={label} builds={builds} />
      {version && (
        <Numbers label={label.name} version={version} versions={versions} onFeed={onFeed} />
      )}
      {version && (
        <div className="build-diversity">
          <Figure
            name="Diversity"
            value={`${Math.round(100 * version.diversity)} %`}
            words={
              version.plain_words.find(({ about }) => about === "diversity")?.sentence ??
              "How well the verdicts cover the library."
            }
          />
          <DiversityCells
            positives={version.positive_clusters}
            negatives={version.negative_clusters}
            onChoose={onCluster}
          />
        </div>
      )}
    </section>
  );
}

function BuildState({ label, builds }: { label: Label; builds: ReturnType<typeof useBuild> }) {
  const waiting = unsaved(useQueue()).count;
  const { job } = builds;
  const share = job?.total ? job.done / job.total : undefined;
  return (
    <div className="build-state" role="status">
      {builds.isRunning ? (
        <>
          <span>{job ? job.note || stageWords(job) : starting(builds.isWaiting)}</span>
          <progress aria-label="Build" value={share} max={1} />
        </>
      ) : (
        <span>{newWords(label.new_judgements + waiting, label.current_version)}</span>
      )}
    </div>
  );
}

function starting(isWaiting: boolean): string {
  return isWaiting ? "Server away: begins when it is back" : "Starting";
}
