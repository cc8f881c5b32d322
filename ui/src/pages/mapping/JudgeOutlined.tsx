import { useEffect, useRef, useState } from "react";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { ErrorNote } from "../../parts/ErrorNote";
import { Select } from "../../parts/Field";
import { counted } from "../../parts/words";
import { type Selected, useSelection } from "../table/useSelection";

/** Before the map is left: how many shots are to be judged, and for which label. */
export function JudgeOutlined({
  what,
  count,
  label,
  labels,
  onClose,
}: {
  what: Selected;
  count: number;
  /** The one that is offered. */
  label: string;
  labels: readonly string[];
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState(label);
  const select = useSelection(chosen);
  const go = useRef<HTMLButtonElement>(null);
  // After the dialog has taken the focus: Enter goes on.
  useEffect(() => go.current?.focus(), []);
  return (
    <Dialog
      title={count ? `Judge ${counted(count, "shot")}` : "No shot lies inside"}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Back to the map</Button>
          <Button
            ref={go}
            look="primary"
            disabled={count === 0 || select.isPending}
            onClick={() => select.mutate(what)}
          >
            Judge them
          </Button>
        </>
      }
    >
      <div className="stack">
        {count === 0 ? (
          <p>Draw around some points.</p>
        ) : (
          <Select
            label="For the label"
            value={chosen}
            options={labels.map((name) => [name, name])}
            onChoose={setChosen}
          />
        )}
        {select.error && <ErrorNote what="Nothing was selected" error={select.error} />}
      </div>
    </Dialog>
  );
}
