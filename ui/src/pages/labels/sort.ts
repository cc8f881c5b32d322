import type { Schema } from "../../api/api";

export type Label = Schema["Label"];

/** What a column of the table of labels is sorted by; `null` comes last either way. */
const VALUES: Record<string, (label: Label) => string | number | null> = {
  name: (label) => label.name,
  positives: (label) => label.positives,
  negatives: (label) => label.negatives,
  skips: (label) => label.skips,
  quality: (label) => label.average_precision?.value ?? null,
  diversity: (label) => label.diversity,
  version: (label) => label.current_version,
  deployed: (label) => label.deployed_version,
  new: (label) => label.new_judgements,
  built: (label) => label.last_build,
};

/** Sort labels by a column; equal ones by name. An unknown column sorts by name. */
export function sortLabels(labels: readonly Label[], id: string, descending: boolean): Label[] {
  const value = VALUES[id] ?? VALUES.name ?? (() => null);
  const sign = descending ? -1 : 1;
  return [...labels].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null)
      return Number(a === null) - Number(b === null) || byName(one, other);
    const order = typeof a === "string" ? a.localeCompare(String(b)) : a - Number(b);
    return sign * order || byName(one, other);
  });
}

function byName(one: Label, other: Label): number {
  return one.name.localeCompare(other.name);
}
