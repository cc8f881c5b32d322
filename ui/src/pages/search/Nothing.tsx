import { Link } from "wouter";
import { Button } from "../../parts/Button";
import { Empty } from "../../parts/Empty";
import { type Label, useWorkspace } from "../useLabel";
import { isEmpty, useWanted, type Wanted } from "./wanted";

const IDEAS = ["a person looking into the camera", "a wide landscape", "a car in the street"];

/** Before a search: what to write here. */
export function Start({ label, onRun }: { label: Label | null; onRun: (words: string) => void }) {
  const workspace = useWorkspace().data;
  const [wanted] = useWanted();
  if (workspace?.shots === 0)
    return (
      <Empty
        title="The library is empty"
        actions={
          <Link className="button" href="/">
            To the library
          </Link>
        }
      >
        Add videos first; then every shot of them can be found here.
      </Empty>
    );
  if (!isEmpty(wanted))
    return (
      <Empty title="Say what you want, too">
        Everything here counts against. Add words, a shot or a picture to look for.
      </Empty>
    );
  const ideas = label ? ideasFor(label) : IDEAS;
  return (
    <Empty
      title={label ? `Search for shots that are ${label.name}` : "Search for what you mean"}
      actions={ideas.map((idea) => (
        <Button key={idea} onClick={() => onRun(idea)}>
          {idea}
        </Button>
      ))}
    >
      <p>
        Describe what is to be seen, as you would to a colleague; or drop a picture here. You need
        only a few examples
        {label ? ": say yes to some and no to some, then go on to Learn and build." : "."}
      </p>
    </Empty>
  );
}

/** Nothing passed. */
export function NoHits({ wanted }: { wanted: Wanted }) {
  const [, want] = useWanted();
  const isFiltered = wanted.where !== "" || wanted.unjudged;
  return (
    <Empty
      title="No shot is left"
      actions={
        <>
          {isFiltered && (
            <Button onClick={() => want({ where: "", unjudged: false })}>Remove the filter</Button>
          )}
          {wanted.cut !== null && <Button onClick={() => want({ cut: null })}>Show all</Button>}
        </>
      }
    >
      {isFiltered
        ? "No shot passes the filter."
        : wanted.cut !== null
          ? "No shot is as similar as that."
          : "The library holds no other shot."}
    </Empty>
  );
}

function ideasFor({ name, description, queries }: Label): string[] {
  const plain = name.replaceAll(/[-_]/g, " ");
  return [...new Set([...queries, description, plain, `a picture of ${plain}`])]
    .filter(Boolean)
    .slice(0, 4);
}
