import "./Meter.css";

/**
 * A bar with words: `<Meter label="Decoding" value={12} of={40} note="4 files a minute" />`.
 *
 * Without `of` the end is not known, and the bar only says that work goes on.
 */
export function Meter({
  label,
  value,
  of,
  note,
}: {
  label: string;
  value: number;
  of?: number | null;
  note?: string;
}) {
  return (
    <div className="meter">
      <div className="row spread small">
        <span>{label}</span>
        {note && <span className="dim">{note}</span>}
      </div>
      <progress aria-label={label} value={of ? value : undefined} max={of || undefined} />
    </div>
  );
}

/** A share from 0 to 1 as a small bar, for tables. Say the number beside it. */
export function Bar({ share }: { share: number }) {
  return (
    <svg className="bar" viewBox="0 0 48 6" aria-hidden="true">
      <rect className="bar-ground" width="48" height="6" rx="1" />
      <rect className="bar-share" width={48 * Math.max(0, Math.min(1, share))} height="6" rx="1" />
    </svg>
  );
}
