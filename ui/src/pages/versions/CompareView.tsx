import { PrecisionRecall } from "../../charts/PrecisionRecall";
import { useLabelling } from "../../labelling/useLabelling";
import { VerdictBar } from "../../labelling/VerdictBar";
import { ErrorNote } from "../../parts/ErrorNote";
import { Skeleton } from "../../parts/Skeleton";
import { type Column, Table } from "../../parts/Table";
import { counted, twoDigits } from "../../parts/words";
import { Density } from "../../shots/Density";
import { Looks } from "../../shots/Looks";
import { ShotGrid } from "../../shots/ShotGrid";
import { type ShotItem, shotItem } from "../../shots/shot";
import { usePages } from "../judging/usePages";
import { useShotKeys } from "../judging/useShotKeys";
import { compare, type Version } from "./queries";
import { Number95 } from "./VersionList";

/** Two versions side by side: numbers, curves, and the shots on which they differ, to be judged. */
export function CompareView({
  label,
  first,
  second,
}: {
  label: string;
  first: number;
  second: number;
}) {
  const labelling = useLabelling(label);
  const feed = `differences ${first} ${second}`;
  const found = usePages({
    labelling,
    feed,
    queryKey: ["comparison", label, first, second],
    load: (cursor: string | null) => compare(label, first, second, cursor),
    nextOf: (page) => page.next_cursor,
    itemsOf: (page) => page.items.map((one) => differenceItem(one, first, second)),
    offerOf: () => ({ source: "direct" }),
  });
  useShotKeys(labelling);
  const pages = found.data?.pages;
  const head = pages?.[0];
  if (found.error)
    return (
      <ErrorNote
        what="The versions could not be compared"
        error={found.error}
        onRetry={() => found.refetch()}
      />
    );
  if (!head) return <Skeleton lines={10} label="Comparing" />;
  return (
    <>
      <div className="version-compare">
        <Table
          caption={`Versions ${first} and ${second} side by side`}
          rows={ROWS}
          keyOf={({ title }) => title}
          columns={sideBySide(head.first, head.second)}
        />
        {head.first_curve.length + head.second_curve.length > 0 && (
          <PrecisionRecall
            curves={[
              { name: `version ${first}`, points: head.first_curve },
              { name: `version ${second}`, points: head.second_curve },
            ]}
            height={220}
          />
        )}
      </div>
      <section className="version-differences" aria-label="Shots on which they differ">
        <h2>{differenceWords(head)}</h2>
        {head.changed > 0 && (
          <>
            <VerdictBar labelling={labelling}>
              <Density />
            </VerdictBar>
            <ShotGrid
              labelling={labelling}
              feed={feed}
              label="Shots on which the versions differ"
              hasMore={found.hasNextPage}
              isLoading={found.isFetchingNextPage}
              onMore={found.fetchNextPage}
            />
            <Looks labelling={labelling} />
          </>
        )}
      </section>
    </>
  );
}

interface Difference {
  shot: ShotItem["shot"];
  before: number;
  after: number;
  verdict: ShotItem["verdict"];
}

function differenceItem(one: Difference, first: number, second: number): ShotItem {
  return shotItem(one.shot, {
    verdict: one.verdict,
    isEarlier: one.verdict !== null,
    score: one.after,
    scoreKind: "probability",
    reason: `${twoDigits(one.before)} by version ${first}, ${twoDigits(one.after)} by version ${second}`,
  });
}

function differenceWords(found: {
  changed: number;
  to_positive: number;
  to_negative: number;
  second: Version;
}): string {
  if (found.changed === 0) return "They decide every shot alike.";
  const by = `version ${found.second.number}`;
  return (
    `They decide ${counted(found.changed, "shot")} differently: ` +
    `${found.to_positive.toLocaleString("en")} became yes with ${by}, ` +
    `${found.to_negative.toLocaleString("en")} became no.`
  );
}

interface RowOf {
  title: string;
  cell: (version: Version) => React.ReactNode;
}

const ROWS: RowOf[] = [
  { title: "Average precision", cell: (v) => <Number95 metric={v.average_precision} /> },
  { title: "Precision", cell: (v) => <Number95 metric={v.precision} /> },
  { title: "Recall", cell: (v) => <Number95 metric={v.recall} /> },
  {
    title: "Calibration error",
    cell: (v) =>
      v.calibration_error === null ? (
        <span className="dim">not known</span>
      ) : (
        twoDigits(v.calibration_error)
      ),
  },
  { title: "Diversity", cell: (v) => `${Math.round(100 * v.diversity)} %` },
  { title: "Threshold", cell: (v) => twoDigits(v.threshold) },
  {
    title: "Verdicts",
    cell: (v) => `${v.positives.toLocaleString("en")} yes, ${v.negatives.toLocaleString("en")} no`,
  },
  { title: "Recipe", cell: (v) => v.recipe },
];

function sideBySide(first: Version, second: Version): Column<RowOf>[] {
  return [
    {
      id: "what",
      title: <span className="visually-hidden">What is compared</span>,
      cell: ({ title }) => title,
    },
    { id: "first", title: `Version ${first.number}`, cell: ({ cell }) => cell(first) },
    { id: "second", title: `Version ${second.number}`, cell: ({ cell }) => cell(second) },
  ];
}
