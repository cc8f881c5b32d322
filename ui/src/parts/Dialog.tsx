import { type ReactNode, useEffect, useId, useRef } from "react";
import { useKeys } from "../labelling/useKeys";
import { IconButton } from "./Button";
import "./Dialog.css";
import { classes } from "./classes";
import { Icon } from "./icons";

const FIELD = ".dialog-content :is(input, textarea)";

interface DialogProps {
  title: string;
  /** Called for Escape, the close button and a click beside the dialog. */
  onClose: () => void;
  /** The buttons below, the primary one last. */
  footer?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

/**
 * A modal dialog; show it by rendering it: `{open && <Dialog title="Keys" onClose={close}>...`.
 *
 * The browser keeps the focus inside and gives it back. Shortcuts of the page rest meanwhile.
 */
export function Dialog({ title, onClose, footer, wide, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useKeys({}, { blocks: true });
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // Whoever is asked something writes at once; `autoFocus` comes before the dialog is open.
    element?.querySelector<HTMLElement>(FIELD)?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, by the browser
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      className={classes("dialog", wide && "wide")}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="dialog-body">
        <header className="row spread">
          <h2 id={heading}>{title}</h2>
          <IconButton label="Close" icon={<Icon name="cross" />} onClick={onClose} />
        </header>
        <div className="dialog-content">{children}</div>
        {footer && <footer className="row dialog-footer">{footer}</footer>}
      </div>
    </dialog>
  );
}
