import type { Labelling } from "../../labelling/store";

/** The shots after the one at hand that stay in any case: the eye is there already. */
const NEXT = 2;

/**
 * How many shots of a feed stay when a newer version goes on with it: up to the end of the row at
 * hand. What lies below was chosen without the newest verdicts, and waiting for it costs more than
 * its change does.
 */
export function stayingIn(labelling: Labelling, key: string): number {
  const { items, at, focus } = labelling.feed(key);
  const id = items[focus]?.id;
  const tiles = document.querySelectorAll<HTMLElement>(`[data-feed="${key}"] [data-shot="${id}"]`);
  const row = [...tiles].flatMap((tile) => [
    ...(tile.closest("[role=row]")?.querySelectorAll<HTMLElement>("[data-shot]") ?? []),
  ]);
  const places = row.map((tile) => (at.get(tile.dataset.shot ?? "") ?? -1) + 1);
  return Math.max(focus + 1 + NEXT, ...places);
}
