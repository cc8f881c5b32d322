import { useState } from "react";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { ErrorNote } from "../../parts/ErrorNote";
import { Field } from "../../parts/Field";
import { toast } from "../../parts/Toast";
import { moment, twoDigits } from "../../parts/words";
import { useDeploy, useDeployments, type Version } from "./queries";

/** Put a version to work: from now on it scores what comes in. */
export function Deploy({
  label,
  version,
  onClose,
}: {
  label: string;
  version: Version;
  onClose: () => void;
}) {
  const deploy = useDeploy(label);
  const [threshold, setThreshold] = useState(twoDigits(version.threshold));
  const [note, setNote] = useState("");
  const value = Number(threshold);
  const isWrong = threshold.trim() === "" || !(value >= 0 && value <= 1);
  const isOwn = threshold === twoDigits(version.threshold);
  return (
    <Dialog
      title={`Deploy version ${version.number} of ${label}?`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            disabled={isWrong || deploy.isPending}
            onClick={() =>
              deploy.mutate(
                { number: version.number, note, threshold: isOwn ? version.threshold : value },
                {
                  onSuccess: () => {
                    toast(`Version ${version.number} is deployed`);
                    onClose();
                  },
                },
              )
            }
          >
            Deploy
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>
          This marks the version that others may rely on. It replaces whichever is deployed; later
          builds do not change that.
        </p>
        <Field
          label="Threshold"
          help={`From this score on a shot counts as positive; the version's own is ${twoDigits(version.threshold)}.`}
          error={isWrong ? "A number from 0 to 1" : null}
          inputMode="decimal"
          value={threshold}
          onText={setThreshold}
        />
        <Field
          label="Note"
          help="Why, for whoever reads the history"
          maxLength={2000}
          value={note}
          onText={setNote}
        />
        {deploy.error && <ErrorNote what="It was not deployed" error={deploy.error} />}
      </div>
    </Dialog>
  );
}

/** What was put to work when and by whom, and how to withdraw it. */
export function Deployments({ label }: { label: string }) {
  const found = useDeployments(label);
  const withdraw = useDeploy(label);
  const lines = found.data ?? [];
  const isDeployed = lines[0] !== undefined && lines[0].number !== null;
  return (
    <section className="stack" aria-label="Deployments">
      <div className="row spread">
        <h2>Deployments</h2>
        {isDeployed && (
          <Button
            disabled={withdraw.isPending}
            hint="No version is deployed then; it can be deployed again at any time"
            onClick={() => withdraw.mutate({ number: null, note: "" })}
          >
            Withdraw version {lines[0]?.number}
          </Button>
        )}
      </div>
      {found.error && <ErrorNote error={found.error} onRetry={() => found.refetch()} />}
      {withdraw.error && <ErrorNote what="It stays deployed" error={withdraw.error} />}
      {found.data && lines.length === 0 && (
        <p className="dim">
          No version was deployed yet. Deploying marks the one that others may rely on, with who,
          when and why.
        </p>
      )}
      <ul>
        {lines.map((line) => (
          <li key={line.at} className="deployment">
            <span className="dim">{moment(line.at)}</span>
            <span>
              {line.number === null
                ? "Withdrawn"
                : `Version ${line.number}${line.threshold === null ? "" : ` from ${twoDigits(line.threshold)} on`}`}
            </span>
            <span className="dim">by {line.by}</span>
            {line.note && <span className="deployment-note">{line.note}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
