/** Where a label's pages are. */
export function labelPath(label: string, page: string): string {
  return `/labels/${encodeURIComponent(label)}/${page}`;
}
