import { useSyncExternalStore } from "react";
import { IconButton } from "./Button";
import { Icon } from "./icons";
import "./Toast.css";

interface Message {
  id: number;
  text: string;
}

const STAYS = 5000;
const listeners = new Set<() => void>();
let messages: readonly Message[] = [];
let newest = 0;

/** Say in passing what happened: `toast("Built version 8")`. Errors belong in an `ErrorNote`. */
export function toast(text: string): void {
  const id = ++newest;
  update([...messages, { id, text }].slice(-3));
  setTimeout(() => dismiss(id), STAYS);
}

/** Where toasts appear; the shell shows it once. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => messages);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((message) => (
        <div key={message.id} className="toast">
          <span>{message.text}</span>
          <IconButton
            label="Dismiss"
            icon={<Icon name="cross" />}
            onClick={() => dismiss(message.id)}
          />
        </div>
      ))}
    </div>
  );
}

function dismiss(id: number): void {
  update(messages.filter((message) => message.id !== id));
}

function update(next: readonly Message[]): void {
  messages = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
