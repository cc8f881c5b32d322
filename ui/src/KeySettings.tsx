import { useState } from "react";
import {
  ACTIONS,
  type ActionId,
  bindingOf,
  bindings,
  type Changes,
  conflicts,
  hintOf,
  rowOf,
  shown,
} from "./labelling/keys";
import { movedBy, rebound } from "./labelling/rebinding";
import { useBindings } from "./labelling/useKeys";
import { Button } from "./parts/Button";
import { useStored } from "./parts/stored";
import { Table } from "./parts/Table";

/** Every shortcut, to be changed. A key that is taken is swapped, never shared. */
export function KeySettings() {
  const all = useBindings();
  const [changes, setChanges] = useStored<Changes>("keys", {});
  const [said, setSaid] = useState("");
  const clashes = new Set([...conflicts(all).values()].flat());
  const change = (action: ActionId, keys: readonly string[]) => {
    const next = rebound(changes, action, keys);
    setSaid(saidOf(changes, next, action, keys));
    if (next) setChanges(next);
  };
  return (
    <>
      <div className="row spread">
        <h3>Keys</h3>
        <ResetAll
          isUsable={Object.keys(changes).length > 0}
          onReset={() => {
            setChanges({});
            setSaid("All keys are as they came.");
          }}
        />
      </div>
      {clashes.size > 0 && (
        <p className="field-error" role="alert">
          Some actions share a key; only the first of them gets it.
        </p>
      )}
      <p role="status">{said}</p>
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
                {hintOf(all, action) || "none"}
                {clashes.has(action) && " (shared)"}
              </span>
            ),
          },
          {
            id: "change",
            title: "Change",
            cell: (action) => (
              <div className="row">
                <SetKey action={action} onKey={(key) => change(action, [key])} />
                {changes[action] && (
                  <Button look="quiet" onClick={() => change(action, rowOf(action).keys)}>
                    Reset
                    <span className="visually-hidden"> the keys of: {rowOf(action).label}</span>
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

function SetKey({ action, onKey }: { action: ActionId; onKey: (key: string) => void }) {
  const [isListening, setListening] = useState(false);
  return (
    <Button
      pressed={isListening}
      onClick={() => setListening(!isListening)}
      onBlur={() => setListening(false)}
      onKeyDown={(event) => {
        const key = bindingOf(event.nativeEvent);
        if (!isListening || key === null || key === "Tab") return;
        event.preventDefault();
        event.stopPropagation();
        onKey(key);
        setListening(false);
      }}
    >
      {isListening ? "Press a key" : "Set"}
      <span className="visually-hidden"> for: {rowOf(action).label}</span>
    </Button>
  );
}

/** What took time to set is not thrown away by one click. */
function ResetAll({ isUsable, onReset }: { isUsable: boolean; onReset: () => void }) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking)
    return (
      <Button disabled={!isUsable} onClick={() => setAsking(true)}>
        Reset all keys
      </Button>
    );
  return (
    <div className="row">
      <span>Give up every key of your own?</span>
      <Button onClick={() => setAsking(false)}>Keep them</Button>
      <Button
        look="danger"
        onClick={() => {
          setAsking(false);
          onReset();
        }}
      >
        Reset all
      </Button>
    </div>
  );
}

/** What a change did, also to the actions that had the key before. */
function saidOf(
  before: Changes,
  after: Changes | null,
  action: ActionId,
  keys: readonly string[],
): string {
  const words = keys.map(shown).join(" and ");
  const { label } = rowOf(action);
  if (!after) return `${words} cannot be for “${label}”: another action would have no key.`;
  const now = bindings(after);
  const moved = movedBy(before, after, action).map(
    (other) => ` “${rowOf(other).label}” is now ${hintOf(now, other)}.`,
  );
  return `“${label}” is now ${hintOf(now, action)}.${moved.join("")}`;
}
