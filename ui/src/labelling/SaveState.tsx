import { ErrorNote } from "../parts/ErrorNote";
import { counted } from "../parts/words";
import "./SaveState.css";
import { useLate, useQueue, writer } from "./writes";

/** Saving, where it is late; nothing otherwise. */
export function SaveState() {
  const late = useLate();
  return (
    <span className="save-state" role="status" title={late?.reason?.report}>
      {late &&
        `${late.count.toLocaleString("en")} not saved yet${late.reason ? ": server away, trying again" : ""}`}
    </span>
  );
}

/** Verdicts that the server refused, with the reason, until they were seen. */
export function Refusals() {
  const { refused } = useQueue();
  const last = refused.at(-1);
  if (!last) return null;
  const count = refused.reduce((sum, { write }) => sum + write.count, 0);
  return (
    <div className="refusals">
      <ErrorNote
        what={`${counted(count, "verdict")} for ${last.write.label} could not be saved`}
        error={last.problem}
        onDismiss={() => writer.dismiss()}
      />
    </div>
  );
}
