import { KeySettings } from "./KeySettings";
import { Dialog } from "./parts/Dialog";
import { Field, Select } from "./parts/Field";
import { type Theme, useAnnotator, useTheme } from "./parts/preferences";

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
        <KeySettings />
      </div>
    </Dialog>
  );
}
