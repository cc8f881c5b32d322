import type { ReactNode } from "react";
import { Button } from "../parts/Button";
import { Icon } from "../parts/icons";
import { counted } from "../parts/words";
import type { Verdict } from "./labelling";
import type { Labelling } from "./store";
import { useKeys } from "./useKeys";
import { useActiveFeed, useFeed, useSteps } from "./useLabelling";
import "./VerdictBar.css";

/**
 * Yes, No, Skip and Undo, for keys and for the mouse: put one on every page that judges.
 *
 * It also says how many shots the next verdict falls on. `children` stand at its right end.
 */
export function VerdictBar({
  labelling,
  children,
}: {
  labelling: Labelling;
  children?: ReactNode;
}) {
  const feed = useFeed(labelling, useActiveFeed(labelling));
  const steps = useSteps(labelling);
  const judge = (verdict: Verdict) => () => labelling.judge(verdict);
  useKeys(
    {
      yes: judge("positive"),
      no: judge("negative"),
      skip: judge("skip"),
      undo: () => void labelling.undo(),
    },
    { enabled: labelling.label !== null },
  );
  const nothing = feed.items.length === 0;
  const selected = feed.selected.size;
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
      <Button
        look="quiet"
        action="undo"
        hint="Take the last verdict back"
        disabled={steps === 0}
        onClick={() => labelling.undo()}
      >
        <Icon name="undo" /> Undo
      </Button>
      <span className="dim small" role="status">
        {selected > 0 && `${counted(selected, "shot")} selected: the next verdict is for all`}
      </span>
      <div className="verdict-bar-end">{children}</div>
    </div>
  );
}
