import { useState } from "react";
import { asProblem } from "../api/problem";
import { Button } from "./Button";
import "./ErrorNote.css";
import { Icon } from "./icons";

interface ErrorNoteProps {
  /** Whatever was thrown; a `Problem` also says what to do. */
  error: unknown;
  /** What could not be done, such as "The labels could not be loaded". */
  what?: string;
  onRetry?: () => void;
  onDismiss?: () => void;
}

/** An error where it happened: what failed, what to do next, and a button that copies it all. */
export function ErrorNote({ error, what, onRetry, onDismiss }: ErrorNoteProps) {
  const problem = asProblem(error);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await copyText([what, problem.report].filter(Boolean).join("\n"));
    setCopied(true);
  };
  return (
    <div className="error-note" role="alert">
      <Icon name="warning" />
      <div className="grow">
        <p>
          {what && <strong>{what}: </strong>}
          {problem.detail}
        </p>
        {problem.hint && <p className="dim">{problem.hint}</p>}
      </div>
      <div className="row">
        {onRetry && <Button onClick={onRetry}>Try again</Button>}
        <Button look="quiet" onClick={copy}>
          {copied ? "Copied" : "Copy"}
        </Button>
        {onDismiss && (
          <Button look="quiet" onClick={onDismiss}>
            Dismiss
          </Button>
        )}
      </div>
    </div>
  );
}

/** Copy, also on pages served without TLS, where the clipboard API is missing. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
