interface Spread {
  edges: readonly number[];
  counts: readonly number[];
}

/** About how many values reach a cut; inside the bar that it divides they are taken as even. */
export function countAbove({ edges, counts }: Spread, cut: number): number {
  let sum = 0;
  for (const [i, count] of counts.entries()) {
    const low = edges[i] ?? 0;
    const high = edges[i + 1] ?? low;
    const share = high > low ? (high - cut) / (high - low) : Number(high >= cut);
    sum += count * Math.max(0, Math.min(1, share));
  }
  return Math.round(sum);
}
