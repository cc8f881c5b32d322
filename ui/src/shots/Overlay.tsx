import { type ReactNode, useEffect, useRef } from "react";
import type { Verdict } from "../labelling/labelling";
import type { Labelling } from "../labelling/store";
import { useKeys } from "../labelling/useKeys";
import { VerdictBar } from "../labelling/VerdictBar";
import { useLabel } from "../pages/useLabel";
import { IconButton } from "../parts/Button";
import { Icon } from "../parts/icons";
import "./Overlay.css";

/** The whole window for a closer look, with the verdict bar on top. Escape goes back up. */
export function Overlay({
  label,
  labelling,
  judge,
  words,
  onClose,
  children,
}: {
  label: string;
  labelling: Labelling;
  /** What a verdict does here, where it is not what the grid's would do, and words about that. */
  judge?: (verdict: Verdict) => void;
  words?: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useKeys({ back: onClose, loupe: onClose });
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    element?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="overlay"
      aria-label={label}
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="overlay-bar">
        {labelling.label === null ? (
          <span />
        ) : (
          <VerdictBar labelling={labelling} judge={judge} words={words}>
            <Question label={labelling.label} />
          </VerdictBar>
        )}
        <IconButton label="Back" action="back" icon={<Icon name="cross" />} onClick={onClose} />
      </header>
      {children}
    </dialog>
  );
}

/** What is judged, beside the buttons that judge. */
function Question({ label }: { label: string }) {
  const words = useLabel(label).data?.description ?? "";
  return (
    <span className="overlay-question" title={words || undefined}>
      <strong>{label}</strong> <span className="dim">{words}</span>
    </span>
  );
}
