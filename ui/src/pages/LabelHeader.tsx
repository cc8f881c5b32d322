import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState, useSyncExternalStore } from "react";
import { Link, useLocation } from "wouter";
import { type ActionId, hintOf } from "../labelling/keys";
import type { Labelling } from "../labelling/store";
import { takeBack } from "../labelling/takeBack";
import { countsNow } from "../labelling/tally";
import { useBindings, useKeys } from "../labelling/useKeys";
import { makeLabelling } from "../labelling/useLabelling";
import { IconButton } from "../parts/Button";
import { ErrorNote } from "../parts/ErrorNote";
import { Icon } from "../parts/icons";
import { usePageTitle } from "../parts/title";
import "./LabelHeader.css";
import { Definition } from "./labels/Definition";
import { useWorksOn } from "./labels/lastLabel";
import { labelPath } from "./labels/paths";
import { type Label, useLabel } from "./useLabel";

export type Step = "search" | "learn" | "review" | "versions";

const STEPS: readonly (readonly [Step & ActionId, string, number?])[] = [
  ["search", "Search", 1],
  ["learn", "Learn", 2],
  ["review", "Review", 3],
  ["versions", "Versions"],
];

/**
 * The head of a label's pages: its name and question, its steps as tabs, what was judged so far.
 *
 * It names the page, takes the key for the definition and undoes where no verdict bar does.
 * `children` stand at its right end.
 */
export function LabelHeader({
  label: name,
  step,
  labelling,
  children,
}: {
  label: string;
  step: Step;
  /** What the page judges with, if it does. */
  labelling?: Labelling;
  children?: ReactNode;
}) {
  const [isDefined, setDefined] = useState(false);
  const label = useLabel(name);
  const here = STEPS.find(([each]) => each === step)?.[1] ?? "";
  usePageTitle(here, name);
  useWorksOn(name);
  const [, go] = useLocation();
  const keys = useBindings();
  const queries = useQueryClient();
  useKeys({
    undo: () => void takeBack(labelling ?? makeLabelling(name), queries),
    definition: () => setDefined(true),
    search: () => go(labelPath(name, "search"), { state: { focus: "box" } }),
  });
  return (
    <>
      <header className="label-header">
        <div className="label-header-name">
          <h1 title={name}>
            {name}
            <span className="visually-hidden">: {here}</span>
          </h1>
          <IconButton
            label="The label's definition"
            action="definition"
            icon={<Icon name="info" />}
            onClick={() => setDefined(true)}
          />
          {label.data?.description && (
            <p className="label-header-words dim" title={label.data.description}>
              {label.data.description}
            </p>
          )}
        </div>
        <nav className="label-steps" aria-label={`Steps of ${name}`}>
          {STEPS.map(([each, words, number]) => (
            <Link
              key={each}
              href={labelPath(name, each)}
              title={`${words} (${hintOf(keys, each)})`}
              aria-current={each === step ? "page" : undefined}
            >
              {number && <span className="label-step-number">{number}</span>}
              {words}
            </Link>
          ))}
        </nav>
        {label.data && <Counts label={label.data} at={label.dataUpdatedAt} labelling={labelling} />}
        {children}
      </header>
      {label.error && !label.data && (
        <ErrorNote
          what={`How ${name} stands is not known`}
          error={label.error}
          onRetry={() => label.refetch()}
        />
      )}
      {isDefined && <Definition label={name} onClose={() => setDefined(false)} />}
    </>
  );
}

const NONE: Labelling["shifts"] = [];
const noChange = () => () => {};

/** What was judged so far, by the server's count and by what was said here since. */
function Counts({ label, at, labelling }: { label: Label; at: number; labelling?: Labelling }) {
  const shifts = useSyncExternalStore(
    labelling?.subscribe ?? noChange,
    () => labelling?.shifts ?? NONE,
  );
  const now = countsNow(
    { positive: label.positives, negative: label.negatives, skip: label.skips },
    at,
    shifts,
  );
  const counts = [
    ["positive", "check", now.positive, "yes"],
    ["negative", "cross", now.negative, "no"],
    ["skip", "dash", now.skip, "skipped"],
  ] as const;
  return (
    <p className="label-counts" title="What was judged so far">
      {counts.map(([verdict, icon, count, words]) => (
        <span key={verdict} className={`verdict-mark ${verdict}`}>
          <Icon name={icon} size={14} />
          {count.toLocaleString("en")}
          <span className="visually-hidden"> {words}</span>
        </span>
      ))}
    </p>
  );
}
