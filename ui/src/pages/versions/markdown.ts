/** The little Markdown that cards are written in: headings, lists and paragraphs. */

export type Block =
  | { kind: "heading"; level: number; text: string }
  | { kind: "list"; items: string[] }
  | { kind: "paragraph"; text: string };

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let isNew = true;
  for (const line of markdown.split("\n")) {
    const last = blocks.at(-1);
    const heading = /^(#+) (.*)$/.exec(line);
    const item = /^- (.*)$/.exec(line)?.[1];
    if (heading) {
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, text: heading[2] ?? "" });
    } else if (item !== undefined) {
      if (last?.kind === "list") last.items.push(item);
      else blocks.push({ kind: "list", items: [item] });
    } else if (line.trim() !== "") {
      if (last?.kind === "paragraph" && !isNew) last.text += `\n${line}`;
      else blocks.push({ kind: "paragraph", text: line });
    }
    isNew = line.trim() === "";
  }
  return blocks;
}
