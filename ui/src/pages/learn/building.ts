import { useEffect } from "react";
import { useLocation } from "wouter";
import { toast } from "../../parts/Toast";
import { labelPath } from "../labels/paths";
import { type Label, useWorkspace } from "../useLabel";

type Learnable = Pick<Label, "queries" | "description" | "positives" | "negatives">;

const NOTHING =
  "Nothing to learn from yet: save a query that says what you mean, or say yes or no to a shot.";
const NO_VERDICT =
  "Nothing to learn from yet: the vectors of this library know no words, so say yes or no to a shot.";

/** Why a Build cannot work; `null` where it can. */
export function buildBlock(label: Learnable, hasText = true): string | null {
  if (label.positives + label.negatives > 0) return null;
  if (!hasText) return NO_VERDICT;
  return label.queries.length > 0 || label.description ? null : NOTHING;
}

/** Why a label cannot be built now; `null` where it can, or where that is not known. */
export function useBuildBlock(label: Label | undefined, waiting: number): string | null {
  const hasText = useWorkspace().data?.space?.has_text ?? true;
  return label && waiting === 0 ? buildBlock(label, hasText) : null;
}

/** Build from another page of a label: it happens on Learn, where one sees how it goes. */
export function useGoBuild(label: string | null, block: string | null): () => void {
  const [, go] = useLocation();
  return () => {
    if (label === null) toast("Choose a label first: a Build is for one");
    else if (block) toast(block);
    else go(labelPath(label, "learn"), { state: { build: true } });
  };
}

/** Build at once where a person came here to do so; a reload does not do it again. */
export function useBuildOnArrival(isReady: boolean, build: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the label is known
  useEffect(() => {
    const { state } = window.history;
    if (!isReady || !state?.build) return;
    window.history.replaceState({ ...state, build: undefined }, "");
    build();
  }, [isReady]);
}
