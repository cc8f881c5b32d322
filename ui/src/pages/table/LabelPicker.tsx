import { useId, useState } from "react";
import { Checkbox, Field } from "../../parts/Field";
import { Icon } from "../../parts/icons";
import "../../parts/Popover.css";
import "./LabelPicker.css";

const MANY = 10;

/** Choose which labels stand as columns. */
export function LabelPicker({
  all,
  chosen,
  onChoose,
}: {
  all: readonly string[];
  chosen: readonly string[];
  onChoose: (labels: string[]) => void;
}) {
  const id = useId();
  const [q, setQ] = useState("");
  const wanted = all.filter((name) => name.toLowerCase().includes(q.toLowerCase()));
  return (
    <span className="popover-anchor">
      <button type="button" className="button" popoverTarget={id}>
        Labels ({chosen.length}) <Icon name="down" />
      </button>
      <div id={id} popover="auto" className="popover label-picker">
        {all.length > MANY && (
          <Field
            label="Find a label"
            bare
            type="search"
            placeholder="Find a label"
            value={q}
            onText={setQ}
          />
        )}
        <ul>
          {wanted.map((name) => (
            <li key={name}>
              <Checkbox
                label={name}
                checked={chosen.includes(name)}
                onCheck={(isChosen) =>
                  onChoose(isChosen ? [...chosen, name] : chosen.filter((each) => each !== name))
                }
              />
            </li>
          ))}
          {wanted.length === 0 && <li className="dim">There is none.</li>}
        </ul>
      </div>
    </span>
  );
}
