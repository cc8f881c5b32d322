import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useSyncExternalStore } from "react";
import { Button } from "../parts/Button";
import { Icon } from "../parts/icons";
import { counted } from "../parts/words";
import { type Feed, type Verdict, verdictOf } from "./labelling";
import type { Labelling } from "./store";
import { takeBack } from "./takeBack";
import { useKeys } from "./useKeys";
import { useActiveFeed, useFeed } from "./useLabelling";
import "./VerdictBar.css";

/**
 * Yes, No, Skip and Undo, for keys and for the mouse: put one on every page that judges.
 *
 * It also says how many shots the next verdict falls on. `children` stand at its right end. With
 * `judge` a verdict does what that says, and `words` tell what it is.
 */
export function VerdictBar({
  labelling,
  judge: judgeOther,
  words,
  children,
}: {
  labelling: Labelling;
  judge?: (verdict: Verdict) => void;
  words?: string;
  children?: ReactNode;
}) {
  const feed = useFeed(labelling, useActiveFeed(labelling));
  const queries = useQueryClient();
  const judge = (verdict: Verdict) => () =>
    judgeOther ? judgeOther(verdict) : labelling.judge(verdict);
  const undo = () => void takeBack(labelling, queries);
  useKeys(
    {
      yes: judge("positive"),
      no: judge("negative"),
      skip: judge("skip"),
      undo,
    },
    { enabled: labelling.label !== null },
  );
  const nothing = feed.items.length === 0;
  const said = useSelectionWords(labelling, feed);
  return (
    // The keys stay with the grid when a button is clicked.
    <div
      className="verdict-bar"
      role="toolbar"
      aria-label="Verdict"
      onMouseDown={(event) => event.preventDefault()}
    >
      <Button
        className="positive"
        action="yes"
        hint="Yes"
        disabled={nothing}
        onClick={judge("positive")}
      >
        <Icon name="check" /> Yes
      </Button>
      <Button
        className="negative"
        action="no"
        hint="No"
        disabled={nothing}
        onClick={judge("negative")}
      >
        <Icon name="cross" /> No
      </Button>
      <Button
        action="skip"
        hint="Skip, when it cannot be said"
        disabled={nothing}
        onClick={judge("skip")}
      >
        <Icon name="dash" /> Skip
      </Button>
      <Button look="quiet" action="undo" hint="Take the last verdict back" onClick={undo}>
        <Icon name="undo" /> Undo
      </Button>
      <span className="dim small" role="status">
        {words ?? said}
      </span>
      <div className="verdict-bar-end">{children}</div>
    </div>
  );
}

/** On how many shots the next verdict falls, and how many of them have one that it replaces. */
function useSelectionWords(labelling: Labelling, { selected, items, at }: Feed): string {
  const judged = useSyncExternalStore(labelling.subscribe, () => {
    const { marks } = labelling.get();
    return [...selected].filter((id) => {
      const item = items[at.get(id) ?? -1];
      return item && verdictOf(item, marks.get(id)) !== null;
    }).length;
  });
  if (selected.size === 0) return "";
  const already = judged > 0 ? `, ${judged.toLocaleString("en")} already judged` : "";
  return `${counted(selected.size, "shot")} selected${already}: the next verdict is for all`;
}
