import { useEffect, useState } from "react";
import { posterOf } from "../../api/api";
import { IconButton } from "../../parts/Button";
import { classes } from "../../parts/classes";
import { Icon } from "../../parts/icons";
import "./Chips.css";
import { pictureOf } from "./pictures";
import { readTerms, steppedWeight, weightWords, writeTerms } from "./terms";
import type { Wanted } from "./wanted";

/** The terms of a search, one by one: what each weighs, and a way to leave it out. */
export function Chips({
  wanted,
  onChange,
}: {
  wanted: Wanted;
  onChange: (change: Partial<Wanted>) => void;
}) {
  const terms = readTerms(wanted.words);
  const changeTerm = (place: number, weight: number | null) =>
    onChange({ words: writeTerms(changed(terms, place, weight)) });
  const examples = (name: "shots" | "pictures") => (place: number, weight: number | null) =>
    onChange({ [name]: changed(wanted[name], place, weight) });
  return (
    <ul className="chips" aria-label="What is searched for">
      {terms.map(({ text, weight }, place) => (
        <Chip
          // biome-ignore lint/suspicious/noArrayIndexKey: a term may be there twice
          key={`${place} ${text}`}
          name={text}
          weight={weight}
          onWeight={(next) => changeTerm(place, next)}
        >
          {text}
        </Chip>
      ))}
      {wanted.shots.map(({ id, weight }, place) => (
        <Chip
          key={id}
          name={`shot ${id}`}
          weight={weight}
          onWeight={(next) => examples("shots")(place, next)}
        >
          <img className="chip-picture" src={posterOf(id)} alt="" />
          like this shot
        </Chip>
      ))}
      {wanted.pictures.map((picture, place) => (
        <Chip
          key={picture.id}
          name={`picture ${place + 1}`}
          weight={picture.weight}
          onWeight={(next) => examples("pictures")(place, next)}
        >
          <Picture id={picture.id} />
          like this picture
        </Chip>
      ))}
    </ul>
  );
}

function Chip({
  name,
  weight,
  onWeight,
  children,
}: {
  name: string;
  weight: number;
  onWeight: (weight: number | null) => void;
  children: React.ReactNode;
}) {
  const words = weightWords(weight);
  return (
    <li className={classes("chip", weight < 0 && "against")}>
      {words && <span className="chip-weight">{words}</span>}
      <span className="chip-words">{children}</span>
      <span className="chip-tools">
        <IconButton
          label={`Less of ${name}`}
          icon={<Icon name="dash" size={12} />}
          onClick={() => onWeight(steppedWeight(weight, false))}
        />
        <IconButton
          label={`More of ${name}`}
          icon={<Icon name="plus" size={12} />}
          onClick={() => onWeight(steppedWeight(weight, true))}
        />
        <IconButton
          label={`Leave out ${name}`}
          icon={<Icon name="cross" size={12} />}
          onClick={() => onWeight(null)}
        />
      </span>
    </li>
  );
}

/** A picture that was dropped on this page; after a reload only its place is known. */
function Picture({ id }: { id: string }) {
  const [file] = useState(() => pictureOf(id));
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address ? <img className="chip-picture" src={address} alt="" /> : <Icon name="picture" />;
}

function changed<T extends { weight: number }>(
  all: readonly T[],
  place: number,
  weight: number | null,
): T[] {
  return all.flatMap((each, i) => {
    if (i !== place) return [each];
    return weight === null ? [] : [{ ...each, weight }];
  });
}
