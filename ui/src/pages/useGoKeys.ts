import { useLocation, useSearch } from "wouter";
import { useKeys } from "../labelling/useKeys";
import { toast } from "../parts/Toast";
import { labelAt, lastLabel } from "./labels/lastLabel";
import { labelPath } from "./labels/paths";

/** Keys that lead to pages, from everywhere: the steps are those of the label one works on. */
export function useGoKeys(): void {
  const [path, go] = useLocation();
  const here = labelAt(path, useSearch());
  const to = (step: "learn" | "review" | "versions") => () => {
    const label = here ?? lastLabel();
    if (!label) {
      toast("Open a label first");
      go("/labels");
    } else if (labelPath(label, step) !== path) go(labelPath(label, step));
  };
  useKeys({
    search: () => go(here === null ? "/search" : labelPath(here, "search")),
    learn: to("learn"),
    review: to("review"),
    versions: to("versions"),
    labels: () => go("/labels"),
    newLabel: () => go("/labels?open=new"),
  });
}
