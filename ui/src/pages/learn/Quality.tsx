import { type ReactNode, useId } from "react";
import type { Schema } from "../../api/api";
import { Skeleton } from "../../parts/Skeleton";
import { percentRange, twoDigits } from "../../parts/words";
import type { Version } from "../versions/queries";
import type { FeedKey } from "./kinds";
import { type Quality, useQuality } from "./queries";
import "../../parts/Popover.css";
import "./Numbers.css";
import "./Quality.css";

type Metric = Schema["Metric"];

/** Two figures side by side: on what was judged, and over the library. Either opens the panel. */
export function QualityFigures({
  label,
  version,
  onFeed,
}: {
  label: string;
  version: Version;
  onFeed: (feed: FeedKey) => void;
}) {
  const id = useId();
  const { data, error, refetch } = useQuality(label, version.number);
  if (error && !data) return null;
  return (
    <>
      <Opener panel={id} name="On judged shots">
        <Judged metric={data?.judged.average_precision} />
      </Opener>
      <Opener panel={id} name="Over the whole library">
        <Library found={data?.library} />
      </Opener>
      <div
        id={id}
        popover="auto"
        className="popover quality-panel"
        // What was judged since the Build counts too.
        onToggle={(event) => event.newState === "open" && refetch()}
      >
        {data ? (
          <Panel quality={data} version={version} id={id} onFeed={onFeed} />
        ) : (
          <Skeleton lines={4} />
        )}
      </div>
    </>
  );
}

function Opener({ panel, name, children }: { panel: string; name: string; children: ReactNode }) {
  return (
    <button type="button" className="figure" popoverTarget={panel} title={`${name}: what it means`}>
      <span className="figure-name">{name}</span>
      <span className="figure-value">{children}</span>
    </button>
  );
}

/** As wide when nothing is known as when something is, so that a Build moves nothing. */
function Judged({ metric }: { metric: Metric | null | undefined }) {
  if (metric === undefined) return <span className="dim">…</span>;
  if (metric === null) return <span className="dim">not known yet</span>;
  return (
    <>
      {twoDigits(metric.value)}
      <span className="dim small">
        AP, {twoDigits(metric.low)} to {twoDigits(metric.high)}
      </span>
    </>
  );
}

function Library({ found }: { found: Quality["library"] | undefined }) {
  if (!found) return <span className="dim">…</span>;
  const { precision, recall } = found;
  if (found.needed > 0 || (!precision && !recall))
    return <span className="dim">not enough yet</span>;
  return (
    <>
      {precision && <Share metric={precision}>right,</Share>}
      {recall && <Share metric={recall}>found</Share>}
    </>
  );
}

function Share({ metric, children }: { metric: Metric; children: string }) {
  return (
    <span>
      {percentRange(metric)} <span className="dim small">{children}</span>
    </span>
  );
}

function Panel({
  quality,
  version,
  id,
  onFeed,
}: {
  quality: Quality;
  version: Version;
  id: string;
  onFeed: (feed: FeedKey) => void;
}) {
  const { judged, library } = quality;
  const calibration = version.plain_words.find(({ about }) => about === "calibration");
  const said = (about: string) => quality.plain_words.find((words) => words.about === about);
  return (
    <div className="quality-sides">
      <Side
        title="On judged shots"
        rows={[
          ["Average precision", judged.average_precision && ranged(judged.average_precision)],
          ["Precision", judged.precision && percentRange(judged.precision)],
          ["Recall", judged.recall && percentRange(judged.recall)],
          ["Scores are", version.is_calibrated ? "probabilities" : "a ranking"],
        ]}
        words={[said("judged"), calibration]}
      />
      <Side
        title="Over the whole library"
        rows={[
          ["Precision", library.precision && percentRange(library.precision)],
          ["Recall", library.recall && percentRange(library.recall)],
          ["Positive, of all shots", library.prevalence && percentRange(library.prevalence)],
        ]}
        words={[said("library"), said("passed_over"), said("left_out")]}
      >
        <button
          type="button"
          className="button plain"
          popoverTarget={id}
          popoverTargetAction="hide"
          onClick={() => onFeed("random")}
        >
          Go to Random
        </button>
      </Side>
    </div>
  );
}

function Side({
  title,
  rows,
  words,
  children,
}: {
  title: string;
  rows: readonly (readonly [string, string | null])[];
  words: readonly (Schema["PlainWords"] | undefined)[];
  children?: ReactNode;
}) {
  const known = rows.filter(([, value]) => value !== null);
  return (
    <section className="quality-side">
      <h2>{title}</h2>
      {known.length > 0 && (
        <dl>
          {known.map(([name, value]) => (
            <div key={name} className="quality-row">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {words.map((one) => one && <p key={one.about}>{one.sentence}</p>)}
      {children}
    </section>
  );
}

function ranged({ low, high }: Metric): string {
  return `${twoDigits(low)} to ${twoDigits(high)}`;
}
