import { type ReactNode, useState } from "react";
import { type State, verdictOf } from "../../labelling/labelling";
import type { Labelling } from "../../labelling/store";
import { useKeys } from "../../labelling/useKeys";
import { useNotesOf } from "../../labelling/useLabelling";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { toast } from "../../parts/Toast";
import { nameOf, type ShotItem, VERDICT_WORDS } from "../../shots/shot";

const noNote = () => "";

/**
 * The key for notes: it asks for one in place, always, since whoever presses it types on at once.
 *
 * Right after a verdict the note is about the shot that was judged; else about the focused one, and
 * where that has no verdict the note goes with the one to come. Render `dialog` on the page; `notes`
 * holds what was written here, by shot.
 */
export function useNotes(labelling: Labelling, noteOf: (item: ShotItem) => string = noNote) {
  const [open, setOpen] = useState<ShotItem | null>(null);
  const notes = useNotesOf(labelling);
  const write = () => {
    const item = noteTarget(labelling.get());
    if (item && labelling.label !== null) setOpen(item);
  };
  useKeys({ note: write });
  const save = (item: ShotItem, text: string) => {
    setOpen(null);
    if (!labelling.note(item, text) && text) toast("The note goes with your next verdict on it");
  };
  const dialog: ReactNode = open && (
    <NoteDialog
      item={open}
      help={helpFor(open, labelling)}
      before={notes.get(open.id) ?? noteOf(open)}
      onSave={(text) => save(open, text)}
      onClose={() => setOpen(null)}
    />
  );
  return { notes, write, dialog };
}

/** The shot that a note would be about. */
export function noteTarget({ feeds, active, justJudged }: State<ShotItem>): ShotItem | null {
  const feed = feeds[active];
  if (!feed) return null;
  const judged = feed.items[feed.at.get(justJudged ?? "") ?? -1];
  return judged ?? feed.items[feed.focus] ?? null;
}

function helpFor(item: ShotItem, labelling: Labelling): string {
  const verdict = verdictOf(item, labelling.get().marks.get(item.id));
  return verdict
    ? `Why “${VERDICT_WORDS[verdict]}”; Enter saves it.`
    : "It is saved with the verdict that you give next on this shot.";
}

function NoteDialog({
  item,
  help,
  before,
  onSave,
  onClose,
}: {
  item: ShotItem;
  help: string;
  before: string;
  onSave: (text: string) => void;
  onClose: () => void;
}) {
  const [text, setText] = useState(before);
  return (
    <Dialog
      title="Note"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="note">
            Save
          </Button>
        </>
      }
    >
      <form
        id="note"
        onSubmit={(event) => {
          event.preventDefault();
          onSave(text.trim());
        }}
      >
        <Field
          label={nameOf(item.shot)}
          help={help}
          autoFocus
          autoComplete="off"
          value={text}
          onText={setText}
        />
      </form>
    </Dialog>
  );
}
