import type { Schema } from "../../api/api";

/** What would help most next, first of all what the hint says. */
export function adviceOf(
  hint: Schema["Advice"] | undefined,
  advice: readonly Schema["Advice"][],
): readonly Schema["Advice"][] {
  if (!hint) return advice;
  // Where verdicts have not taught which source is best, the hint says the usual advice too.
  return [hint, ...advice.filter(({ text }) => !hint.text.endsWith(text))];
}
