import { type ReactNode, useState } from "react";
import { Link, useLocation } from "wouter";
import { useKeys } from "../labelling/useKeys";
import { IconButton } from "../parts/Button";
import { ErrorNote } from "../parts/ErrorNote";
import { Icon } from "../parts/icons";
import { usePageTitle } from "../parts/title";
import "./LabelHeader.css";
import { Definition } from "./labels/Definition";
import { labelPath } from "./labels/paths";
import { type Label, useLabel } from "./useLabel";

export type Step = "search" | "learn" | "review" | "versions";

const STEPS: readonly (readonly [Step, string, number?])[] = [
  ["search", "Search", 1],
  ["learn", "Learn", 2],
  ["review", "Review", 3],
  ["versions", "Versions"],
];

/**
 * The head of a label's pages: its name and question, its steps as tabs, what was judged so far.
 *
 * It names the page and takes the key for the definition. `children` stand at its right end.
 */
export function LabelHeader({
  label: name,
  step,
  children,
}: {
  label: string;
  step: Step;
  children?: ReactNode;
}) {
  const [isDefined, setDefined] = useState(false);
  const label = useLabel(name);
  const here = STEPS.find(([each]) => each === step)?.[1] ?? "";
  usePageTitle(here, name);
  const [, go] = useLocation();
  useKeys({
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
              aria-current={each === step ? "page" : undefined}
            >
              {number && <span className="label-step-number">{number}</span>}
              {words}
            </Link>
          ))}
        </nav>
        {label.data && <Counts label={label.data} />}
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

function Counts({ label }: { label: Label }) {
  const counts = [
    ["positive", "check", label.positives, "yes"],
    ["negative", "cross", label.negatives, "no"],
    ["skip", "dash", label.skips, "skipped"],
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
