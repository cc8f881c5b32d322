import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { Link, useLocation, useParams } from "wouter";
import { unsaved } from "../labelling/queue";
import { useKeys } from "../labelling/useKeys";
import { useLabelling } from "../labelling/useLabelling";
import { VerdictBar } from "../labelling/VerdictBar";
import { writer } from "../labelling/writes";
import { useAddress } from "../parts/address";
import { ErrorNote } from "../parts/ErrorNote";
import { Skeleton } from "../parts/Skeleton";
import { usePageTitle } from "../parts/title";
import { nameOf, shotItem, shotPath } from "../shots/shot";
import { useNotes } from "./judging/useNotes";
import { Definition } from "./labels/Definition";
import { labelPath } from "./labels/paths";
import "./Shot.css";
import { similarPath } from "./search/wanted";
import { Facts, History } from "./shot/Facts";
import { LabelViews } from "./shot/LabelViews";
import { Player } from "./shot/Player";
import { type ShotDetail, useShot, useSimilar } from "./shot/queries";
import { Strip } from "./shot/Strip";

const FEED = "shot";

/** One shot: large, in its video, with everything that is said of it, and judged in place. */
export default function Shot() {
  const { shot = "" } = useParams<{ shot: string }>();
  const [label] = useAddress("label");
  const found = useShot(shot, label);
  const [, go] = useLocation();
  useKeys({
    back: () => {
      if (cameFromHere()) window.history.back();
      else go(label ? labelPath(label, "learn") : "/");
    },
  });
  if (found.error)
    return (
      <Unknown>
        <ErrorNote
          what="The shot could not be loaded"
          error={found.error}
          onRetry={() => found.refetch()}
        />
      </Unknown>
    );
  if (!found.data)
    return (
      <Unknown>
        <Skeleton lines={10} label="Loading the shot" />
      </Unknown>
    );
  return <Found detail={found.data} />;
}

function Unknown({ children }: { children: ReactNode }) {
  usePageTitle("Shot");
  return (
    <div className="page">
      <h1>Shot</h1>
      {children}
    </div>
  );
}

function Found({ detail }: { detail: ShotDetail }) {
  const { shot } = detail;
  usePageTitle(`Shot ${shot.position + 1}`, shot.video_name);
  const [label, setLabel] = useAddress("label");
  const [open, setOpen] = useAddress("open", "", { push: true });
  const pathOf = (id: string) => shotPath(id, label);
  useNeighbourKeys(detail, pathOf);
  useKeys({ definition: () => (label ? setOpen("definition") : false) });
  return (
    <div className="page shot-page">
      <h1 className="shot-title">{nameOf(shot)}</h1>
      <div className="shot-main">
        <div className="shot-left">
          <Player detail={detail} pathOf={pathOf} />
          <Strip
            label="Shots around this one"
            shots={detail.neighbours}
            here={shot.id}
            pathOf={pathOf}
            replaces
          />
          <Similar detail={detail} label={label} pathOf={pathOf} />
        </div>
        <aside className="shot-side" aria-label="What is said of this shot">
          <Judging key={label} detail={detail} label={label} />
          <LabelViews views={detail.labels} chosen={label} onChoose={setLabel} />
          <h2>History</h2>
          <History lines={detail.history} />
          <h2>Video</h2>
          <Facts detail={detail} />
        </aside>
      </div>
      {open === "definition" && label && <Definition label={label} onClose={() => setOpen("")} />}
    </div>
  );
}

/** Verdicts for one label, on this shot alone. */
function Judging({ detail, label }: { detail: ShotDetail; label: string }) {
  const labelling = useLabelling(label || null);
  const { shot, labels } = detail;
  const view = labels.find((one) => one.label === label);
  const verdict = view?.verdict ?? null;
  const score = view?.score ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once for each shot
  useEffect(() => {
    const item = shotItem(shot, { verdict, score, scoreKind: "probability" });
    labelling.open(FEED, [item], { source: "direct" });
  }, [labelling, shot.id]);
  useRefreshWhenSaved(shot.id);
  const notes = useNotes(labelling);
  if (!label) return <p className="dim">Choose a label below to judge this shot for it.</p>;
  return (
    <div className="stack">
      <h2 className="shot-label">{label}</h2>
      <VerdictBar labelling={labelling} />
      {notes.dialog}
    </div>
  );
}

function Similar({
  detail,
  label,
  pathOf,
}: {
  detail: ShotDetail;
  label: string;
  pathOf: (shot: string) => string;
}) {
  const [, go] = useLocation();
  const { id } = detail.shot;
  const found = useSimilar(id);
  const more = similarPath(label || null, [id]);
  useKeys({ similar: () => go(more) });
  return (
    <section className="stack" aria-label="Shots like this one">
      <div className="row spread">
        <h2>Shots like this one</h2>
        <Link href={more}>Search for more</Link>
      </div>
      {found.error && (
        <ErrorNote
          what="Similar shots could not be found"
          error={found.error}
          onRetry={() => found.refetch()}
        />
      )}
      <div className="shot-similar">
        {found.data && (
          <Strip
            label="Shots like this one"
            shots={found.data.map((one) => ({
              shot: one.shot,
              score: one.score,
              kind: "similarity",
            }))}
            pathOf={pathOf}
          />
        )}
        {found.data?.length === 0 && <p className="dim">This is the only shot of the library.</p>}
      </div>
    </section>
  );
}

/** Left and right go along the video. */
function useNeighbourKeys(detail: ShotDetail, pathOf: (shot: string) => string) {
  const [, go] = useLocation();
  const here = detail.neighbours.findIndex((one) => one.shot.id === detail.shot.id);
  const to = (step: number) => () => {
    const next = detail.neighbours[here + step];
    if (next) go(pathOf(next.shot.id), { replace: true });
  };
  useKeys({ left: to(-1), right: to(1) });
}

/** Whether another page of the app is before this one; browsers that cannot say have a history. */
function cameFromHere(): boolean {
  const { navigation, history } = window as Window & { navigation?: { canGoBack: boolean } };
  return navigation?.canGoBack ?? history.length > 1;
}

/** Load what is said of the shot again, once a verdict is on the server. */
function useRefreshWhenSaved(shot: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    let waited = false;
    return writer.subscribe(() => {
      const waits = unsaved(writer.get()).count > 0;
      if (waited && !waits) queries.invalidateQueries({ queryKey: ["shot", shot] });
      waited = waits;
    });
  }, [queries, shot]);
}
