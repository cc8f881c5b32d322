import { type ReactNode, useState } from "react";
import { verdictOf } from "../../labelling/labelling";
import type { Labelling } from "../../labelling/store";
import { useKeys } from "../../labelling/useKeys";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { Field } from "../../parts/Field";
import { toast } from "../../parts/Toast";
import { nameOf, type ShotItem } from "../../shots/shot";

const NONE: ReadonlyMap<string, string> = new Map();
const noNote = () => "";

/**
 * The key for notes: it asks for one in place, and the note goes with the verdict that stands.
 *
 * Render `dialog` on the page; `notes` holds what was written here, by shot.
 */
export function useNotes(labelling: Labelling, noteOf: (item: ShotItem) => string = noNote) {
  const [open, setOpen] = useState<ShotItem | null>(null);
  const [notes, setNotes] = useState(NONE);
  const write = () => {
    const { active, marks } = labelling.get();
    const feed = labelling.feed(active);
    const item = feed.items[feed.focus];
    if (!item || labelling.label === null) return;
    if (verdictOf(item, marks.get(item.id)) === null)
      return toast("Give a verdict first: a note stands beside it.");
    setOpen(item);
  };
  useKeys({ note: write });
  const save = (item: ShotItem, text: string) => {
    const verdict = verdictOf(item, labelling.get().marks.get(item.id));
    if (verdict) labelling.note(item, verdict, text);
    setNotes(new Map(notes).set(item.id, text));
    setOpen(null);
  };
  const dialog: ReactNode = open && (
    <NoteDialog
      item={open}
      before={notes.get(open.id) ?? noteOf(open)}
      onSave={(text) => save(open, text)}
      onClose={() => setOpen(null)}
    />
  );
  return { notes, write, dialog };
}

function NoteDialog({
  item,
  before,
  onSave,
  onClose,
}: {
  item: ShotItem;
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
          help="Why this verdict; Enter saves it."
          autoFocus
          autoComplete="off"
          value={text}
          onText={setText}
        />
      </form>
    </Dialog>
  );
}
