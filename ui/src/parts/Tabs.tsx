import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import "./Tabs.css";

export interface Tab<V extends string> {
  value: V;
  title: string;
  /** How many there are, shown beside the title. */
  count?: number | null;
}

interface TabsProps<V extends string> {
  label: string;
  tabs: readonly Tab<V>[];
  value: V;
  onChoose: (value: V) => void;
  /** The chosen tab's panel. */
  children: ReactNode;
}

/** Tabs with one panel. Arrows move between tabs, as the pattern for tabs wants. */
export function Tabs<V extends string>({ label, tabs, value, onChoose, children }: TabsProps<V>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = (at + step + tabs.length) % tabs.length;
    const tab = tabs[next];
    if (!tab) return;
    event.preventDefault();
    onChoose(tab.value);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className="tabs">
      <div ref={list} role="tablist" aria-label={label} className="tab-list">
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}-${tab.value}`}
            aria-selected={tab.value === value}
            aria-controls={`${id}-panel`}
            tabIndex={tab.value === value ? 0 : -1}
            className="tab"
            onClick={() => onChoose(tab.value)}
            onKeyDown={onKeyDown}
          >
            {tab.title}
            {tab.count != null && <span className="dim"> {tab.count.toLocaleString()}</span>}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
        className="tab-panel"
      >
        {children}
      </div>
    </div>
  );
}
