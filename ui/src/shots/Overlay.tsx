import { type ReactNode, useEffect, useRef } from "react";
import type { Labelling } from "../labelling/store";
import { useKeys } from "../labelling/useKeys";
import { VerdictBar } from "../labelling/VerdictBar";
import { IconButton } from "../parts/Button";
import { Icon } from "../parts/icons";
import "./Overlay.css";

/** The whole window for a closer look, with the verdict bar on top. Escape goes back up. */
export function Overlay({
  label,
  labelling,
  onClose,
  children,
}: {
  label: string;
  labelling: Labelling;
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
        {labelling.label === null ? <span /> : <VerdictBar labelling={labelling} />}
        <IconButton label="Back" action="back" icon={<Icon name="cross" />} onClick={onClose} />
      </header>
      {children}
    </dialog>
  );
}
