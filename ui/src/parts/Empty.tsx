import type { ReactNode } from "react";
import "./Empty.css";

/** What to show where there is nothing yet: what this place is for, and the next step. */
export function Empty({
  title,
  children,
  actions,
}: {
  title: string;
  /** One or two sentences that teach. */
  children?: ReactNode;
  /** The buttons that do the next step, the best one first. */
  actions?: ReactNode;
}) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children && <div className="stack dim">{children}</div>}
      {actions && <div className="row">{actions}</div>}
    </div>
  );
}
