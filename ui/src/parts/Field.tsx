import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from "react";
import "./Field.css";
import { classes } from "./classes";

interface Frame {
  label: string;
  /** What to write, in one line below the field. */
  help?: ReactNode;
  /** What is wrong with what was written; replaces the help. */
  error?: string | null;
  /** Show no label; it still names the field for screen readers. */
  bare?: boolean;
}

interface FieldProps extends Frame, Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> {
  onText?: (text: string) => void;
  ref?: Ref<HTMLInputElement>;
}

/** One line of text: `<Field label="Name" value={name} onText={setName} error={problem} />`. */
export function Field({ label, help, error, bare, onText, className, ...rest }: FieldProps) {
  const id = useId();
  return (
    <Framed id={id} label={label} help={help} error={error} bare={bare} className={className}>
      <input
        id={id}
        className="input"
        aria-invalid={Boolean(error)}
        aria-describedby={error || help ? `${id}-help` : undefined}
        onChange={(event) => onText?.(event.target.value)}
        {...rest}
      />
    </Framed>
  );
}

/** Several lines of text. */
export function TextArea({
  label,
  help,
  error,
  bare,
  value,
  rows = 3,
  onText,
}: Frame & { value: string; rows?: number; onText: (text: string) => void }) {
  const id = useId();
  return (
    <Framed id={id} label={label} help={help} error={error} bare={bare}>
      <textarea
        id={id}
        className="input"
        rows={rows}
        value={value}
        aria-invalid={Boolean(error)}
        aria-describedby={error || help ? `${id}-help` : undefined}
        onChange={(event) => onText(event.target.value)}
      />
    </Framed>
  );
}

/** One choice of a few: `options` are `[value, words]`. */
export function Select<V extends string>({
  label,
  help,
  error,
  bare,
  value,
  options,
  onChoose,
}: Frame & { value: V; options: readonly (readonly [V, string])[]; onChoose: (value: V) => void }) {
  const id = useId();
  return (
    <Framed id={id} label={label} help={help} error={error} bare={bare}>
      <select
        id={id}
        className="input"
        value={value}
        onChange={(event) => onChoose(event.target.value as V)}
      >
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </Framed>
  );
}

/** A yes or no. */
export function Checkbox({
  label,
  checked,
  onCheck,
}: {
  label: ReactNode;
  checked: boolean;
  onCheck: (checked: boolean) => void;
}) {
  return (
    <label className="checkbox">
      <input type="checkbox" checked={checked} onChange={(e) => onCheck(e.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

function Framed({
  id,
  label,
  help,
  error,
  bare,
  className,
  children,
}: Frame & { id: string; className?: string; children: ReactNode }) {
  return (
    <div className={classes("field", className)}>
      <label htmlFor={id} className={bare ? "visually-hidden" : undefined}>
        {label}
      </label>
      {children}
      {(error || help) && (
        <p id={`${id}-help`} className={error ? "field-error" : "dim small"}>
          {error || help}
        </p>
      )}
    </div>
  );
}
