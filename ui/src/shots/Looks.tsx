import { useState } from "react";
import { targets } from "../labelling/labelling";
import type { Labelling } from "../labelling/store";
import { useKeys } from "../labelling/useKeys";
import { useActiveFeed, useFeed } from "../labelling/useLabelling";
import { toast } from "../parts/Toast";
import { Compare } from "./Compare";
import { Loupe } from "./Loupe";
import { useLook } from "./look";

const MOST = 4;

/**
 * The two closer ways of looking at a labelling's active feed: loupe and compare. Put it once
 * after a page's grids; it opens by Enter, a double click or `C`.
 */
export function Looks({ labelling }: { labelling: Labelling }) {
  const [look, setLook] = useLook();
  const key = useActiveFeed(labelling);
  const feed = useFeed(labelling, key);
  const [ids, setIds] = useState<readonly string[]>([]);
  const compare = () => {
    const selected = targets(feed);
    const chosen = selected.length > 1 ? selected : feed.items.slice(feed.focus, feed.focus + 2);
    if (chosen.length < 2) return toast("Select two to four shots to compare them.");
    setIds(chosen.slice(0, MOST).map((item) => item.id));
    const index = feed.at.get(chosen[0]?.id ?? "") ?? 0;
    labelling.dispatch({ type: "focus", feed: key, index, how: "keep" });
    setLook("compare");
  };
  useKeys({ compare }, { enabled: look === "grid" && feed.items.length > 0 });
  const close = () => setLook("grid");
  if (feed.items.length === 0 || look === "grid") return null;
  const known = ids.filter((id) => feed.at.has(id));
  return look === "compare" && known.length > 1 ? (
    <Compare labelling={labelling} feed={key} ids={known} onClose={close} />
  ) : (
    <Loupe labelling={labelling} feed={key} onClose={close} />
  );
}
