import { useState } from "react";
import { Button } from "../../parts/Button";
import { copyText, ErrorNote } from "../../parts/ErrorNote";
import { Skeleton } from "../../parts/Skeleton";
import { type Block, blocksOf } from "./markdown";
import { useCard } from "./queries";

/** The classifier card: for whoever uses the version without having built it. */
export function Card({ label, number }: { label: string; number: number }) {
  const card = useCard(label, number);
  const [copied, setCopied] = useState(false);
  if (card.error)
    return (
      <ErrorNote
        what="The card could not be loaded"
        error={card.error}
        onRetry={() => card.refetch()}
      />
    );
  if (card.data === undefined) return <Skeleton lines={8} label="Loading the card" />;
  const text = card.data;
  const copy = async () => {
    await copyText(text);
    setCopied(true);
  };
  return (
    <section className="panel version-card" aria-label="Classifier card">
      <div className="row spread">
        <h3>Classifier card</h3>
        <Button onClick={copy}>{copied ? "Copied" : "Copy as Markdown"}</Button>
      </div>
      {blocksOf(text).map((block, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change
        <Shown key={place} block={block} />
      ))}
    </section>
  );
}

function Shown({ block }: { block: Block }) {
  if (block.kind === "heading") return <h4>{block.text}</h4>;
  if (block.kind === "paragraph") return <p>{block.text}</p>;
  return (
    <ul>
      {block.items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
