import { Button } from "../../parts/Button";
import { ErrorNote } from "../../parts/ErrorNote";
import { Meter } from "../../parts/Meter";
import { bytes, roughTime } from "../../parts/words";
import { dropUpload, type Upload, useUploads } from "./uploads";

/** The files that are on their way, and those that did not arrive. */
export function Uploads() {
  const uploads = useUploads();
  if (uploads.length === 0) return null;
  return (
    <section className="stack" aria-label="Uploads">
      {uploads.map((upload) =>
        upload.problem ? (
          <ErrorNote
            key={upload.id}
            what={`${upload.file.name} was not added`}
            error={upload.problem}
            onDismiss={() => dropUpload(upload.id)}
          />
        ) : (
          <div key={upload.id} className="panel row">
            <div className="grow">
              <Meter
                label={`${verb(upload)} ${upload.file.name}`}
                value={upload.sent}
                of={upload.file.size}
                note={sentWords(upload)}
              />
            </div>
            <Button look="quiet" onClick={() => dropUpload(upload.id)}>
              Cancel
            </Button>
          </div>
        ),
      )}
    </section>
  );
}

function verb({ state, sent, file }: Upload): string {
  if (state === "waiting") return "Waiting:";
  return sent < file.size ? "Uploading" : "Checking";
}

function sentWords({ state, sent, since, file }: Upload): string {
  if (state === "waiting") return bytes(file.size);
  const seconds = (Date.now() - since) / 1000;
  const rate = sent / seconds;
  const left = seconds > 2 && sent > 0 ? `, ${roughTime((file.size - sent) / rate)} left` : "";
  return `${bytes(sent)} of ${bytes(file.size)}${left}`;
}
