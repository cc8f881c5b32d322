import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { api, got } from "../api/api";
import { asProblem } from "../api/problem";
import { IconButton } from "../parts/Button";
import { Icon } from "../parts/icons";
import { columnOf, completed, wordAt } from "./completion";
import "./Filters.css";

interface FiltersProps {
  /** The expression that is in force. */
  value: string;
  /** Called with Enter, and when the box is left. */
  onApply: (expression: string) => void;
  /** What the server said of the expression: shown at its place. */
  error?: unknown;
  label?: string;
}

const MOST = 8;

/** Errors of an expression name a column. */
export function isAboutFilter(error: unknown): boolean {
  return Boolean(error) && / column \d/.test(asProblem(error).detail);
}

/** The box for filter expressions, the same everywhere, with completion of names. */
export function Filters({ value, onApply, error, label = "Filter" }: FiltersProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(-1);
  const problem = error ? asProblem(error) : null;
  const column = problem && columnOf(problem.detail);
  // What was applied last: leaving the box after Enter must not apply it again.
  const applied = useRef(value);
  useEffect(() => {
    setText(value);
    applied.current = value;
  }, [value]);
  const apply = (expression: string) => {
    applied.current = expression;
    onApply(expression);
  };

  const names = useNames(caret === null ? "" : wordAt(text, caret).word);
  const isOpen = names.length > 0;
  const complete = (written: string) => {
    const [next, place] = completed(text, caret ?? text.length, written);
    setText(next);
    setCaret(null);
    setChosen(-1);
    requestAnimationFrame(() => input.current?.setSelectionRange(place, place));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const name = names[chosen];
    if (step && isOpen) setChosen((chosen + step + names.length) % names.length);
    else if ((event.key === "Enter" || event.key === "Tab") && name) complete(name.written);
    else if (event.key === "Enter") {
      setCaret(null);
      apply(text.trim());
      return;
    } else if (event.key === "Escape" && isOpen) setCaret(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="filters">
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <input
        ref={input}
        id={id}
        className="input"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-names`}
        aria-activedescendant={isOpen && chosen >= 0 ? `${id}-${chosen}` : undefined}
        aria-invalid={problem !== null}
        aria-describedby={problem ? `${id}-error` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder='Filter, such as: duration > 2 and not aerial and video ~ "part 1"'
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setCaret(event.target.selectionStart);
          setChosen(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setCaret(null);
          if (text.trim() !== applied.current) apply(text.trim());
        }}
      />
      {text && (
        <IconButton
          label="Remove the filter"
          icon={<Icon name="cross" />}
          onClick={() => {
            setText("");
            apply("");
          }}
        />
      )}
      <div id={`${id}-names`} role="listbox" aria-label="Names" hidden={!isOpen}>
        {names.map((name, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the input's
          <div
            key={`${name.kind} ${name.name}`}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === chosen}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => complete(name.written)}
          >
            {name.name} <span className="dim small">{name.kind}</span>
          </div>
        ))}
      </div>
      {problem && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {problem.detail}. {problem.hint}
          {column !== null && value && (
            <code>
              {value.slice(0, column - 1)}
              <mark>{value.slice(column - 1) || " "}</mark>
            </code>
          )}
        </p>
      )}
    </div>
  );
}

/** Names that begin or hold what is written; none before the first letter. */
function useNames(word: string) {
  const all = useQuery({
    queryKey: ["vocabulary"],
    queryFn: () => got(api.GET("/api/v1/vocabulary")),
    staleTime: 60_000,
  }).data;
  if (!word || !all) return [];
  const wanted = word.toLowerCase();
  const found = all.filter(
    ({ name, written }) => name.toLowerCase().includes(wanted) && written !== word,
  );
  const begins = ({ name }: { name: string }) => name.toLowerCase().startsWith(wanted);
  return found.sort((a, b) => Number(begins(b)) - Number(begins(a))).slice(0, MOST);
}
