import { Histogram, type HistogramData } from "../../charts/Histogram";
import { PrecisionRecall } from "../../charts/PrecisionRecall";
import { Reliability } from "../../charts/Reliability";
import { ErrorNote } from "../../parts/ErrorNote";
import { Select } from "../../parts/Field";
import { Skeleton } from "../../parts/Skeleton";
import { moment, twoDigits } from "../../parts/words";
import { Card } from "./Card";
import { downloadAddress, useCurves, type Version } from "./queries";

/** One version: its numbers in plain words, its curves, its card, and how to take it elsewhere. */
export function VersionView({
  label,
  version,
  others,
  onCompare,
}: {
  label: string;
  version: Version;
  /** The numbers of the other versions, the newest first. */
  others: readonly number[];
  onCompare: (other: number) => void;
}) {
  return (
    <>
      <div className="row spread">
        <div className="row">
          <h2>Version {version.number}</h2>
          {version.is_current && <span className="tag">current</span>}
          {version.is_deployed && <span className="tag strong">deployed</span>}
          <span className="dim">
            {moment(version.created_at)}
            {version.created_by && ` by ${version.created_by}`}
          </span>
        </div>
        <div className="row">
          {others.length > 0 && (
            <Select
              label="Compare with"
              bare
              value=""
              options={[
                ["", "Compare with"],
                ...others.map((other) => [String(other), `Version ${other}`] as const),
              ]}
              onChoose={(other) => other && onCompare(Number(other))}
            />
          )}
          <a className="button" href={downloadAddress(label, version.number, "onnx")} download>
            Download ONNX
          </a>
          <a className="button" href={downloadAddress(label, version.number, "json")} download>
            Download JSON
          </a>
        </div>
      </div>
      <section className="panel" aria-label="In plain words">
        <ul className="stack">
          {version.plain_words.map(({ about, sentence }) => (
            <li key={about}>{sentence}</li>
          ))}
          <li>A shot counts as positive from a score of {twoDigits(version.threshold)} on.</li>
          {version.notes.map((note) => (
            <li key={note} className="dim">
              {note}
            </li>
          ))}
        </ul>
      </section>
      <Curves label={label} version={version} />
      <Card label={label} number={version.number} />
    </>
  );
}

function Curves({ label, version }: { label: string; version: Version }) {
  const curves = useCurves(label, version.number);
  if (curves.error)
    return (
      <ErrorNote
        what="The curves could not be loaded"
        error={curves.error}
        onRetry={() => curves.refetch()}
      />
    );
  if (!curves.data) return <Skeleton lines={10} label="Loading the curves" />;
  const { precision_recall, reliability, library, positives, negatives } = curves.data;
  return (
    <div className="version-charts">
      <section aria-label="Precision and recall">
        <h3>Precision and recall</h3>
        {precision_recall.length > 0 ? (
          <PrecisionRecall
            curves={[{ name: `version ${version.number}`, points: precision_recall }]}
          />
        ) : (
          <TooFew />
        )}
      </section>
      <section aria-label="Calibration">
        <h3>Can its scores be taken at their word?</h3>
        {reliability.some(({ count }) => count > 0) ? (
          <Reliability bins={reliability} />
        ) : (
          <TooFew />
        )}
      </section>
      <section aria-label="Scores of the library">
        <h3>Scores of the whole library</h3>
        <Histogram
          label="How the scores of all shots are spread"
          xTitle="score (probability of yes)"
          data={library}
        />
      </section>
      <section aria-label="Scores of judged shots">
        <h3>Scores of what was judged</h3>
        {isEmpty(positives) && isEmpty(negatives) ? (
          <TooFew />
        ) : (
          <>
            <Histogram
              label="Scores of shots judged yes"
              xTitle="score of shots judged yes"
              data={positives}
              look="positive"
              height={120}
            />
            <Histogram
              label="Scores of shots judged no"
              xTitle="score of shots judged no"
              data={negatives}
              look="negative"
              height={120}
            />
          </>
        )}
      </section>
    </div>
  );
}

function TooFew() {
  return <p className="dim">Too few verdicts of both kinds to hold some out and measure.</p>;
}

function isEmpty({ counts }: HistogramData): boolean {
  return counts.every((count) => count === 0);
}
