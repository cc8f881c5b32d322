import { unsaved } from "../../labelling/queue";
import { useKeys } from "../../labelling/useKeys";
import { useQueue } from "../../labelling/writes";
import { Button } from "../../parts/Button";
import { useLabel } from "../useLabel";
import { useBuildBlock, useGoBuild } from "./building";
import { newWords } from "./kinds";

/** Build, on the pages beside Learn, with how much is new; it also takes the key. */
export function GoBuild({ label: name }: { label: string }) {
  const label = useLabel(name).data;
  const waiting = unsaved(useQueue()).count;
  const block = useBuildBlock(label, waiting);
  const build = useGoBuild(name, block);
  useKeys({ build });
  if (!label) return null;
  const fresh = label.new_judgements + waiting;
  return (
    <Button
      action="build"
      disabled={block !== null}
      hint={block ?? `Go to Learn and build: ${newWords(fresh, label.current_version)}`}
      onClick={build}
    >
      {fresh > 0 ? `Build with ${fresh.toLocaleString("en")} new` : "Build"}
    </Button>
  );
}
