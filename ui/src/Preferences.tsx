import { useState } from "react";
import {
  ACTIONS,
  type ActionId,
  bindingOf,
  type Changes,
  conflicts,
  rowOf,
  shown,
} from "./labelling/keys";
import { useBindings } from "./labelling/useKeys";
import { Button } from "./parts/Button";
import { Dialog } from "./parts/Dialog";
import { Field, Select } from "./parts/Field";
import { type Theme, useAnnotator, useTheme } from "./parts/preferences";
import { useStored } from "./parts/stored";
import { Table } from "./parts/Table";

const THEMES = [
  ["system", "As the system"],
  ["dark", "Dark"],
  ["light", "Light"],
] as const;

/** What a person can set for this browser: theme, name and keys. */
export function Preferences({ onClose }: { onClose: () => void }) {
  const [theme, setTheme] = useTheme();
  const [annotator, setAnnotator] = useAnnotator();
  return (
    <Dialog title="Preferences" wide onClose={onClose}>
      <div className="stack">
        <Select<Theme> label="Theme" value={theme} options={THEMES} onChoose={setTheme} />
        <Field
          label="Your name"
          help="Verdicts carry it, so that people who share a library can tell them apart."
          value={annotator}
          maxLength={100}
          placeholder="as the server is set"
          onText={setAnnotator}
        />
        <Keys />
      </div>
    </Dialog>
  );
}

function Keys() {
  const all = useBindings();
  const [changes, setChanges] = useStored<Changes>("keys", {});
  const [listening, setListening] = useState<ActionId | null>(null);
  const clashes = new Set([...conflicts(all).values()].flat());
  const change = (action: ActionId, keys: readonly string[]) =>
    setChanges({ ...changes, [action]: keys });
  const reset = (action: ActionId) => {
    const { [action]: _, ...rest } = changes;
    setChanges(rest);
  };
  return (
    <>
      <div className="row spread">
        <h3>Keys</h3>
        <Button onClick={() => setChanges({})}>Reset all keys</Button>
      </div>
      {clashes.size > 0 && (
        <p className="field-error" role="alert">
          Some actions share a key; only the first of them gets it.
        </p>
      )}
      <Table
        caption="Keys"
        rows={ACTIONS}
        keyOf={(action) => action}
        columns={[
          { id: "action", title: "Action", cell: (action) => rowOf(action).label },
          {
            id: "keys",
            title: "Keys",
            cell: (action) => (
              <span className={clashes.has(action) ? "field-error" : undefined}>
                {all[action].map(shown).join(" or ") || "none"}
                {clashes.has(action) && " (shared)"}
              </span>
            ),
          },
          {
            id: "change",
            title: "Change",
            cell: (action) => (
              <div className="row">
                <Button
                  pressed={listening === action}
                  onClick={() => setListening(listening === action ? null : action)}
                  onBlur={() => setListening(null)}
                  onKeyDown={(event) => {
                    const key = bindingOf(event.nativeEvent);
                    if (listening !== action || key === null || key === "Tab") return;
                    event.preventDefault();
                    event.stopPropagation();
                    change(action, [key]);
                    setListening(null);
                  }}
                >
                  {listening === action ? "Press a key" : "Set"}
                </Button>
                {changes[action] && (
                  <Button look="quiet" onClick={() => reset(action)}>
                    Reset
                  </Button>
                )}
              </div>
            ),
          },
        ]}
      />
    </>
  );
}
