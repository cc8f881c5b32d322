import { type ReactNode, useId } from "react";
import { IconButton } from "./Button";
import "./Popover.css";
import { Icon } from "./icons";

/**
 * Plain words on demand behind a small button:
 * `<Explain about="precision">Of the shots it calls positive, about 87 in 100 are.</Explain>`.
 */
export function Explain({ about, children }: { about: string; children: ReactNode }) {
  return (
    <Popover label={`What is ${about}?`} icon={<Icon name="info" />}>
      {children}
    </Popover>
  );
}

/** A small panel beside its button. Escape, or a click elsewhere, closes it. */
export function Popover({
  label,
  icon,
  children,
}: {
  label: string;
  icon: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <span className="popover-anchor">
      <IconButton label={label} icon={icon} popoverTarget={id} />
      <div id={id} popover="auto" className="popover">
        {children}
      </div>
    </span>
  );
}
