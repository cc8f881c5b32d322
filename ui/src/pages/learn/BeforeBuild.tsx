import { Link } from "wouter";
import { Button } from "../../parts/Button";
import { Empty } from "../../parts/Empty";
import { labelPath } from "../labels/paths";
import type { Label } from "../useLabel";

/** Before the first Build: what it needs, and a button that does it. */
export function BeforeBuild({
  label,
  block,
  isRunning,
  onBuild,
}: {
  label: Label;
  /** Why a Build cannot work. */
  block: string | null;
  isRunning: boolean;
  onBuild: () => void;
}) {
  const judged = label.positives + label.negatives;
  const words = label.queries[0] || label.description;
  const hasWords = block === null && words !== "";
  return (
    <Empty
      title={
        judged > 0
          ? "Ready to build"
          : hasWords
            ? "Words are enough to begin"
            : "Build needs words or verdicts"
      }
      actions={
        <>
          <Button
            look="primary"
            action="build"
            hint={block ?? undefined}
            disabled={isRunning || block !== null}
            onClick={onBuild}
          >
            {isRunning ? "Building" : "Build the first version"}
          </Button>
          <Link className="button" href={labelPath(label.name, "search")}>
            Search for examples
          </Link>
        </>
      }
    >
      <p>
        {judged > 0
          ? `It learns from ${judged} verdict${judged === 1 ? "" : "s"}${label.queries.length > 0 ? " and your saved queries" : ""}, and scores every shot of the library.`
          : hasWords
            ? `It begins with “${words}”, scores every shot, and learns from each yes and no that you add.`
            : "Save a query that says what you mean, or say yes or no to a few shots. Either is enough."}
      </p>
      <p>
        Then it suggests what to judge next; four more feeds show what it is sure of, what it is
        not, and an even draw from the rest.
      </p>
    </Empty>
  );
}
