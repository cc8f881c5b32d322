import { Link } from "wouter";
import { classes } from "../../parts/classes";
import { Explain } from "../../parts/Explain";
import { twoDigits } from "../../parts/words";
import { VerdictMark } from "../../shots/Marks";
import { VERDICT_WORDS } from "../../shots/shot";
import type { ShotDetail } from "./queries";

type View = ShotDetail["labels"][number];

/** What every label says of the shot; choosing one makes it the label to judge for. */
export function LabelViews({
  views,
  chosen,
  onChoose,
}: {
  views: readonly View[];
  chosen: string;
  onChoose: (label: string) => void;
}) {
  if (views.length === 0)
    return (
      <p className="dim">
        There are no labels yet. <Link href="/labels?open=new">Make one</Link> to judge this shot.
      </p>
    );
  return (
    <table className="table label-views">
      <caption className="visually-hidden">What the labels say of this shot</caption>
      <thead>
        <tr>
          <th scope="col">Label</th>
          <th scope="col">
            Score
            <Explain about="this score">
              What the label's current classifier says, from 0 to 1. The mark on the bar is its
              threshold: from there on a shot counts as yes.
            </Explain>
          </th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      <tbody>
        {[...views].sort(byScore).map((view) => (
          <tr key={view.label} className={classes(view.label === chosen && "chosen")}>
            <td>
              <button
                type="button"
                className="label-choice"
                aria-pressed={view.label === chosen}
                title={`Judge for ${view.label}`}
                onClick={() => onChoose(view.label)}
              >
                {view.label}
              </button>
            </td>
            <td>
              <Score score={view.score} threshold={view.threshold} />
            </td>
            <td>
              <Verdicts view={view} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Score({ score, threshold }: { score: number | null; threshold: number | null }) {
  if (score === null) return <span className="dim small">no classifier</span>;
  const words = threshold === null ? undefined : `Threshold ${twoDigits(threshold)}`;
  return (
    <span className="nowrap" title={words}>
      <svg className="label-score" viewBox="0 0 64 10" aria-hidden="true">
        <rect className="score-ground" y="2" width="64" height="6" rx="1" />
        <rect className="score-share" y="2" width={64 * score} height="6" rx="1" />
        {threshold !== null && (
          <rect className="label-threshold" x={63 * threshold} width="2" height="10" />
        )}
      </svg>{" "}
      {twoDigits(score)}
      {threshold !== null && (
        <span className="visually-hidden">, threshold {twoDigits(threshold)}</span>
      )}
    </span>
  );
}

function Verdicts({ view }: { view: View }) {
  const given = Object.entries(view.verdicts);
  if (given.length === 0) return <span className="dim">–</span>;
  const words = given.map(([name, verdict]) => `${name}: ${VERDICT_WORDS[verdict]}`).join(", ");
  return (
    <span className="nowrap" title={words}>
      <VerdictMark verdict={view.verdict} />
      {given.length > 1 && <span className="dim small"> of {given.length} people</span>}
    </span>
  );
}

/** Highest score first, then what was judged, then by name. */
function byScore(one: View, other: View): number {
  return (
    (other.score ?? -1) - (one.score ?? -1) ||
    Number(other.verdict !== null) - Number(one.verdict !== null) ||
    one.label.localeCompare(other.label)
  );
}
