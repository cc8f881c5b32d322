/**
 * The language of a search's words, as the server reads it: parts between commas; `not` before a
 * part counts against, and `^2` behind it gives its weight. Pure.
 */

export interface Term {
  text: string;
  weight: number;
}

/** A shot or picture to resemble, or not to resemble where the weight is negative. */
export interface Example {
  id: string;
  weight: number;
}

/** What `not` alone weighs. */
export const AGAINST = -0.5;

const BOOST = /\s*\^\s*([+-]?(?:\d+\.?\d*|\.\d+))$/;
const NOT = /^not\s+/i;
const LADDER = [-3, -2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2, 3];

export function readTerms(words: string): Term[] {
  return words
    .split(",")
    .map((part) => readTerm(part.trim()))
    .filter((term) => term.text !== "");
}

export function writeTerms(terms: readonly Term[]): string {
  return terms.map(writeTerm).join(", ");
}

/** What words look like a sign of the language and are none: a sentence that helps, else `null`. */
export function doubtOf(words: string): string | null {
  for (const { text } of readTerms(words)) {
    const boost = /\^\S*/.exec(text)?.[0];
    if (boost) return `“${boost}” is read as words. A weight is a number at the end of a term: ^2`;
    const [minus, rest] = /^[-!]\s*(.+)/.exec(text) ?? [];
    if (minus) return `“${minus}” is read as words. To count against it, write: not ${rest}`;
  }
  return null;
}

/** Examples as an address holds them: `1f3a,77c0^-0.5`. */
export function readExamples(text: string): Example[] {
  return readTerms(text).map(({ text: id, weight }) => ({ id, weight }));
}

export function writeExamples(examples: readonly Example[]): string {
  return examples.map(({ id, weight }) => (weight === 1 ? id : `${id}^${weight}`)).join(",");
}

/** The next weight up or down; between 0.5 and -0.5 lies nothing. */
export function steppedWeight(weight: number, up: boolean): number {
  const next = up
    ? LADDER.find((each) => each > weight)
    : LADDER.toReversed().find((each) => each < weight);
  return next ?? weight;
}

/** `2x`, `not`, `not, 2x`: a weight as its chip says it; empty for the usual one. */
export function weightWords(weight: number): string {
  const size = Math.abs(weight);
  if (weight > 0) return size === 1 ? "" : `${size}×`;
  return size === -AGAINST ? "not" : `not ${size}×`;
}

/** One list of examples with some more; those that are there already get the new weight. */
export function withExamples(
  examples: readonly Example[],
  ids: readonly string[],
  weight: number,
): Example[] {
  const added = new Set(ids);
  return [
    ...examples.filter(({ id }) => !added.has(id)),
    ...[...added].map((id) => ({ id, weight })),
  ];
}

function readTerm(part: string): Term {
  const boost = BOOST.exec(part);
  const text = boost ? part.slice(0, boost.index) : part;
  const isAgainst = NOT.test(part);
  const size = boost ? Number(boost[1]) : isAgainst ? -AGAINST : 1;
  return {
    text: isAgainst ? text.replace(NOT, "").trim() : text,
    weight: isAgainst ? -size : size,
  };
}

function writeTerm({ text, weight }: Term): string {
  if (weight === 1) return text;
  if (weight === AGAINST) return `not ${text}`;
  return weight < 0 ? `not ${text}^${-weight}` : `${text}^${weight}`;
}
