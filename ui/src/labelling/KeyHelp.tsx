import { Dialog } from "../parts/Dialog";
import { ACTIONS, type Group, rowOf, shown } from "./keys";
import "./KeyHelp.css";
import { useBindings } from "./useKeys";

const GROUPS: readonly Group[] = ["Judge", "Move", "Look", "Go"];

/** All keys, as this person has set them. */
export function KeyHelp({ onClose, onChange }: { onClose: () => void; onChange: () => void }) {
  const all = useBindings();
  return (
    <Dialog
      title="Keys"
      wide
      onClose={onClose}
      footer={
        <button type="button" className="button" onClick={onChange}>
          Change keys
        </button>
      }
    >
      <div className="key-help">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {ACTIONS.filter((action) => rowOf(action).group === group).map((action) => (
                <div key={action}>
                  <dt>{rowOf(action).label}</dt>
                  <dd>
                    {all[action].map((key) => (
                      <kbd key={key}>{shown(key)}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="dim small">Hold Shift while moving to select. No key fires while you type.</p>
    </Dialog>
  );
}
