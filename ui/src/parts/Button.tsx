import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { type ActionId, hintOf } from "../labelling/keys";
import { useBindings } from "../labelling/useKeys";
import "./Button.css";
import { classes } from "./classes";

interface Shared extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "title"> {
  /** `primary` is for the one thing a page is for; `danger` for what cannot be undone. */
  look?: "plain" | "primary" | "quiet" | "danger";
  /** The shortcut that does the same: its keys are shown in the tooltip. */
  action?: ActionId;
  /** More than the label says, for the tooltip. */
  hint?: string;
  /** For buttons that stay down. */
  pressed?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with words: `<Button look="primary" action="build" onClick={build}>Build</Button>`. */
export function Button({ look = "plain", action, hint, pressed, className, ...rest }: Shared) {
  const keys = hintOf(useBindings(), action);
  const title = [hint, keys && `(${keys})`].filter(Boolean).join(" ") || undefined;
  return (
    <button
      type="button"
      title={title}
      aria-pressed={pressed}
      className={classes("button", look, className)}
      {...rest}
    />
  );
}

/** A button with an icon only; `label` is its name for tooltips and screen readers. */
export function IconButton({
  label,
  icon,
  action,
  hint,
  look = "quiet",
  pressed,
  className,
  ...rest
}: Omit<Shared, "children"> & { label: string; icon: ReactNode }) {
  const keys = hintOf(useBindings(), action);
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      title={[hint ?? label, keys && `(${keys})`].filter(Boolean).join(" ")}
      className={classes("button", "icon-only", look, className)}
      {...rest}
    >
      {icon}
    </button>
  );
}
