import type { ReactNode } from "react";
import type { Labelling } from "../../labelling/store";
import { VerdictBar } from "../../labelling/VerdictBar";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/icons";
import { Density } from "../../shots/Density";
import { AGAINST } from "./terms";

/** What can be done with found shots: judge them, or search by them. */
export function SearchTools({
  labelling,
  onSimilar,
  onExample,
  children,
}: {
  labelling: Labelling;
  onSimilar: () => void;
  /** Take the chosen shots into the search; `isNew` begins another one. */
  onExample: (weight: number, isNew: boolean) => void;
  children?: ReactNode;
}) {
  const more = (
    <>
      <Button action="similar" hint="Find shots like the chosen ones" onClick={onSimilar}>
        <Icon name="similar" /> More like this
      </Button>
      <Button
        look="quiet"
        hint="Add the chosen shots to what is searched for"
        onClick={() => onExample(1, false)}
      >
        Add
      </Button>
      <Button
        look="quiet"
        hint="Count the chosen shots against"
        onClick={() => onExample(AGAINST, false)}
      >
        Less like this
      </Button>
      <Density />
      {children}
    </>
  );
  if (labelling.label === null)
    return (
      <div className="row" role="toolbar" aria-label="Search by shots">
        {more}
      </div>
    );
  return <VerdictBar labelling={labelling}>{more}</VerdictBar>;
}
