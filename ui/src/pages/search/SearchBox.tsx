import { type FormEvent, type Ref, useEffect, useId, useRef, useState } from "react";
import { Button, IconButton } from "../../parts/Button";
import { ErrorNote } from "../../parts/ErrorNote";
import { Explain } from "../../parts/Explain";
import { Checkbox } from "../../parts/Field";
import { Icon } from "../../parts/icons";
import { toast } from "../../parts/Toast";
import { Filters, isAboutFilter } from "../../shots/Filters";
import { useDrop } from "../library/useDrop";
import { useWorkspace } from "../useLabel";
import { picturesOf, usePictures } from "./pictures";
import "./SearchBox.css";
import { doubtOf, withExamples } from "./terms";
import type { Wanted } from "./wanted";

interface SearchBoxProps {
  ref: Ref<HTMLInputElement>;
  wanted: Wanted;
  label: string | null;
  /** What the server said of the search; what it says of the filter is shown at the filter. */
  error: unknown;
  onRun: (change: Partial<Wanted>) => void;
  /** The person is done here and wants the keys in the results. */
  onLeave: () => void;
}

/** What to look for, and where: words, pictures, a filter. */
export function SearchBox({ ref, wanted, label, error, onRun, onLeave }: SearchBoxProps) {
  const id = useId();
  const [words, setWords] = useState(wanted.words);
  const doubt = doubtOf(wanted.words);
  const chooser = useRef<HTMLInputElement>(null);
  const hasText = useWorkspace().data?.space?.has_text ?? true;
  useEffect(() => setWords(wanted.words), [wanted.words]);
  const pictures = usePictures((ids) => onRun({ pictures: withExamples(wanted.pictures, ids, 1) }));
  const bring = (files: Iterable<File>) => {
    const some = picturesOf(files);
    if (some.length) pictures.mutate(some);
    else toast("Only pictures can be searched by. Videos are added in the library.");
  };
  const isOver = useDrop(bring);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words.trim() === wanted.words.trim()) onLeave();
    else onRun({ words: words.trim() });
  };
  return (
    <search className="search-box">
      <form className="search-words" onSubmit={submit}>
        <label htmlFor={id} className="visually-hidden">
          Search words
        </label>
        <div className="search-input">
          <Icon name="search" />
          <input
            ref={ref}
            id={id}
            type="search"
            className="input"
            autoComplete="off"
            maxLength={2000}
            disabled={!hasText}
            placeholder={
              hasText
                ? "Describe a shot: a car at night^2, headlights, not rain"
                : "The vectors of this library know no words: search by shots or pictures"
            }
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              event.preventDefault();
              setWords(wanted.words);
              onLeave();
            }}
          />
        </div>
        <Explain about="the language of searches">
          <p>
            Write what is to be seen. Commas part terms; <code>^2</code> gives a term its weight;{" "}
            <code>not</code> counts against. For example:{" "}
            <code>a car^2, headlights, not night</code>
          </p>
          <p>
            <kbd>S</kbd> on a shot finds more like it. Drop or paste a picture anywhere on this page
            to find shots that look like it.
          </p>
        </Explain>
        <Button type="submit" look="primary" action="search" hint="Search">
          Search
        </Button>
        <IconButton
          label="Search by a picture"
          hint="Search by a picture; or drop or paste one on this page"
          icon={<Icon name="picture" />}
          look="plain"
          disabled={pictures.isPending}
          onClick={() => chooser.current?.click()}
        />
        <input
          ref={chooser}
          type="file"
          accept="image/*"
          multiple
          hidden
          aria-label="Pictures to search by"
          onChange={(event) => {
            bring(event.target.files ?? []);
            event.target.value = "";
          }}
        />
      </form>
      <div className="search-filter">
        <Filters
          value={wanted.where}
          error={isAboutFilter(error) ? error : null}
          onApply={(where) => onRun({ where })}
        />
        {label !== null && (
          <Checkbox
            label="Unjudged only"
            checked={wanted.unjudged}
            onCheck={(unjudged) => onRun({ unjudged })}
          />
        )}
      </div>
      {doubt && (
        <p className="small" role="status">
          {doubt}
        </p>
      )}
      {pictures.error && (
        <ErrorNote
          what="The picture cannot be searched by"
          error={pictures.error}
          onDismiss={pictures.reset}
        />
      )}
      {isOver && <div className="search-drop">Drop a picture to find shots like it</div>}
    </search>
  );
}
