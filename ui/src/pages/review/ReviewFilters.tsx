import type { Schema } from "../../api/api";
import type { Verdict } from "../../labelling/labelling";
import { Button } from "../../parts/Button";
import { Select } from "../../parts/Field";
import { keepsFocus } from "../../parts/keepsFocus";
import { Filters, isAboutFilter } from "../../shots/Filters";
import { type Asked, EVERYTHING, isFiltered } from "./asked";
import "./ReviewFilters.css";
import { SOURCE_WORDS } from "./said";

type Counts = Pick<
  Schema["ReviewPage"],
  "verdicts" | "sources" | "annotators" | "suspicious" | "contradictions"
>;

const VERDICTS: readonly (readonly [Verdict, string])[] = [
  ["positive", "Yes"],
  ["negative", "No"],
  ["skip", "Skipped"],
];

const ORDERS = [
  ["newest", "Newest first"],
  ["suspicious", "Most suspicious first"],
] as const;

/** What of everything judged is shown, each choice with how much there is of it. */
export function ReviewFilters({
  asked,
  counts,
  error,
  onAsk,
}: {
  asked: Asked;
  /** Of everything judged for the label; unknown before the first page. */
  counts: Counts | null;
  error: unknown;
  onAsk: (change: Partial<Asked>) => void;
}) {
  const annotators = Object.entries(counts?.annotators ?? {});
  const sources = Object.entries(counts?.sources ?? {});
  return (
    <search className="review-filters" onMouseDown={keepsFocus}>
      <Select
        label="Order"
        bare
        value={asked.order}
        options={ORDERS}
        onChoose={(order) => onAsk({ order })}
      />
      <Chip
        words="All"
        count={counts && sum(Object.values(counts.verdicts))}
        isOn={!isFiltered(asked)}
        onToggle={() => onAsk({ ...EVERYTHING, order: asked.order })}
      />
      {VERDICTS.map(([verdict, words]) => (
        <Chip
          key={verdict}
          words={words}
          count={counts?.verdicts[verdict] ?? (counts ? 0 : null)}
          isOn={asked.verdict === verdict}
          onToggle={(isOn) => onAsk({ verdict: isOn ? verdict : null })}
        />
      ))}
      <Chip
        words="Suspicious"
        hint="More likely wrong than right, by a classifier that has not learnt from the verdict"
        count={counts?.suspicious ?? null}
        isOn={asked.suspicious}
        onToggle={(suspicious) => onAsk({ suspicious })}
      />
      <Chip
        words="Contradicts the version"
        hint="The current version would say the opposite"
        count={counts?.contradictions ?? null}
        isOn={asked.contradicts_version}
        onToggle={(contradicts_version) => onAsk({ contradicts_version })}
      />
      {annotators.length > 1 && (
        <>
          <Chip
            words="Annotators disagree"
            count={null}
            isOn={asked.disagreements}
            onToggle={(disagreements) => onAsk({ disagreements })}
          />
          <Select
            label="Annotator"
            bare
            value={asked.annotator ?? ""}
            options={[["", "Everyone"], ...annotators.map((each) => counted(each))]}
            onChoose={(name) => onAsk({ annotator: name || null })}
          />
        </>
      )}
      {sources.length > 0 && (
        <Select
          label="Where it was judged"
          bare
          value={asked.source ?? ""}
          options={[
            ["", "From everywhere"],
            ...sources.map(([source, count]) =>
              counted([source, count], `From ${SOURCE_WORDS[source as Schema["Source"]]}`),
            ),
          ]}
          onChoose={(source) => onAsk({ source: (source || null) as Asked["source"] })}
        />
      )}
      <div className="review-where">
        <Filters
          value={asked.where}
          error={isAboutFilter(error) ? error : null}
          onApply={(where) => onAsk({ where })}
        />
      </div>
    </search>
  );
}

function Chip({
  words,
  hint,
  count,
  isOn,
  onToggle,
}: {
  words: string;
  hint?: string;
  count: number | null;
  isOn: boolean;
  onToggle: (isOn: boolean) => void;
}) {
  return (
    <Button pressed={isOn} hint={hint} onClick={() => onToggle(!isOn)}>
      {words}
      {count !== null && <span className="dim">{count.toLocaleString("en")}</span>}
    </Button>
  );
}

function counted([value, count]: readonly [string, number], words = value) {
  return [value, `${words} (${count.toLocaleString("en")})`] as const;
}

function sum(all: readonly number[]): number {
  return all.reduce((total, each) => total + each, 0);
}
