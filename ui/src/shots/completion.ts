/** Completion of filter expressions: pure. */

/** The word that is being written before the caret: where it begins, and its text. */
export function wordAt(text: string, caret: number): { from: number; word: string } {
  const before = text.slice(0, caret);
  const quotes = before.split('"').length - 1;
  const from = quotes % 2 === 1 ? before.lastIndexOf('"') : before.search(/[^\s()",<>=!~]*$/);
  return { from, word: before.slice(from).replace(/^"/, "") };
}

/** The text with the word before the caret replaced, and where the caret is then. */
export function completed(text: string, caret: number, written: string): [string, number] {
  const { from } = wordAt(text, caret);
  const rest = text.slice(caret).replace(/^"?\s?/, "");
  const begin = `${text.slice(0, from)}${written} `;
  return [begin + rest, begin.length];
}

/** The column, from 1, that an error of an expression names. */
export function columnOf(detail: string): number | null {
  const found = /\bat column (\d+)/.exec(detail);
  return found ? Number(found[1]) : null;
}
