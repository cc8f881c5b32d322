import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import { api, got } from "../api/api";
import { useJob } from "../api/events";
import { isNotReady } from "../api/problem";
import { EmbeddingMap, type Pointed, type Tool } from "../map/EmbeddingMap";
import { Legend } from "../map/Legend";
import { type ColourBy, DARK, LIGHT } from "../map/paint";
import { type Method, useMap, useShotAt } from "../map/useMap";
import { outline, read, type Spot, type View, whole, written, zoomed } from "../map/view";
import { useAddress } from "../parts/address";
import { Button, IconButton } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { ErrorNote } from "../parts/ErrorNote";
import { Explain } from "../parts/Explain";
import { Select } from "../parts/Field";
import { Icon } from "../parts/icons";
import { useIsLight } from "../parts/preferences";
import { Skeleton } from "../parts/Skeleton";
import { usePageTitle } from "../parts/title";
import { type Box, useBox } from "../parts/useBox";
import { useSettled } from "../parts/useSettled";
import { counted, duration } from "../parts/words";
import { Poster } from "../shots/Poster";
import "./LibraryMap.css";
import { JobCard } from "./library/JobCard";
import { useSelection } from "./table/useSelection";
import { useWorkspace } from "./useLabel";

const BY = [
  ["video", "Video"],
  ["score", "Score"],
  ["verdict", "Verdict"],
] as const;

export default function LibraryMap() {
  usePageTitle("Map");
  const [method, setMethod] = useAddress("method", "pca", { push: true });
  const [by, setBy] = useAddress("by", "video");
  const [label, setLabel] = useAddress("label");
  const [tool, setTool] = useState<Tool>("move");
  const isLight = useIsLight();
  const palette = isLight ? LIGHT : DARK;
  const labels = useLabelNames();
  const shown = label || labels.find((one) => one.isBuilt)?.name || labels[0]?.name || "";
  const colour: ColourBy = by === "score" || by === "verdict" ? by : "video";
  const way: Method = method === "umap" ? "umap" : "pca";
  const found = useMap(way, colour, shown, palette);
  const map = found.map.data;
  const select = useSelection(shown);
  return (
    <div className="page fixed">
      <header className="row spread">
        <div className="row">
          <h1>Map</h1>
          {map && (
            <span className="dim">
              {counted(map.count, "shot")}
              <Explain about="on this map">
                Each point is a shot; what looks alike lies close together. {map.note}
              </Explain>
            </span>
          )}
        </div>
        <div className="row map-tools">
          <MethodSelect value={way} onChoose={setMethod} />
          <Select
            label="Colour by"
            bare
            value={colour}
            options={BY.map(asColour)}
            onChoose={setBy}
          />
          {labels.length > 0 && (
            <Select
              label="Label"
              bare
              value={shown}
              options={labels.map(({ name }) => [name, name])}
              onChoose={setLabel}
            />
          )}
          <Tools tool={tool} isUsable={labels.length > 0} onTool={setTool} />
        </div>
      </header>
      <div className="map-legend-line">
        <Legend by={colour} palette={palette} videos={map?.videos ?? []} />
        <ul className="visually-hidden" aria-label="What the colours show">
          {found.counts.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </div>
      {found.colours.error && (
        <ErrorNote what="The map is not coloured" error={found.colours.error} />
      )}
      {select.error && (
        <ErrorNote what="Nothing was selected" error={select.error} onDismiss={select.reset} />
      )}
      <MapArea
        found={found}
        method={way}
        tool={tool}
        label={shown}
        onPolygon={(polygon) => select.mutate({ map: way, polygon })}
        words={`Map of ${counted(map?.count ?? 0, "shot")}, coloured by ${colour}${colour === "video" ? "" : ` of ${shown}`}`}
      />
    </div>
  );
}

function asColour([value, words]: readonly [ColourBy, string]) {
  return [value, `Coloured by ${words.toLowerCase()}`] as const;
}

function MethodSelect({ value, onChoose }: { value: Method; onChoose: (to: string) => void }) {
  const methods = useQuery({ queryKey: ["maps"], queryFn: () => got(api.GET("/api/v1/maps")) });
  const hasUmap = methods.data?.includes("umap") ?? false;
  return (
    <span className="row">
      <Select<Method>
        label="Method"
        bare
        value={value}
        options={[
          ["pca", "PCA"],
          ["umap", hasUmap ? "UMAP" : "UMAP (not installed)"],
        ]}
        onChoose={onChoose}
      />
      <Explain about="PCA, and what is UMAP">
        PCA shows the two directions in which shots differ most; it is there at once. UMAP keeps
        neighbours together better, but takes minutes and needs an extra:{" "}
        <code>pip install "shotseer[umap]"</code>.
      </Explain>
    </span>
  );
}

function Tools({
  tool,
  isUsable,
  onTool,
}: {
  tool: Tool;
  isUsable: boolean;
  onTool: (tool: Tool) => void;
}) {
  if (!isUsable) return <Link href="/labels?open=new">Make a label to judge what you outline</Link>;
  return (
    <Button
      pressed={tool === "lasso"}
      hint="Draw around shots to judge them"
      onClick={() => onTool(tool === "lasso" ? "move" : "lasso")}
    >
      Lasso
    </Button>
  );
}

interface MapAreaProps {
  found: ReturnType<typeof useMap>;
  method: Method;
  tool: Tool;
  label: string;
  words: string;
  onPolygon: (polygon: Spot[]) => void;
}

function MapArea(props: MapAreaProps) {
  const { found, method } = props;
  const [area, box] = useBox<HTMLDivElement>();
  const { map, points, paint } = found;
  const error = map.error ?? points.error;
  return (
    <div ref={area} className="map-area">
      {error && <Missing method={method} error={error} onRetry={() => map.refetch()} />}
      {!error && !points.data && <Skeleton lines={6} label="Loading the map" />}
      {points.data?.length === 0 && <NoShots />}
      {box && points.data && points.data.length > 0 && paint.colours.length > 0 && (
        <MovableMap {...props} box={box} points={points.data} />
      )}
    </div>
  );
}

function MovableMap({
  found,
  method,
  tool,
  label,
  words,
  box,
  points,
  onPolygon,
}: MapAreaProps & { box: Box; points: Float32Array }) {
  const [, go] = useLocation();
  const [at, setAt] = useAddress("at");
  const [chosen, setView] = useState<View | null>(() => (at ? read(at, box) : null));
  const view = chosen ?? whole(box);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const settled = useSettled(pointed, 80);
  const shot = useShotAt(method, settled?.place ?? null);
  const resting = useSettled(chosen, 400);
  // biome-ignore lint/correctness/useExhaustiveDependencies: written when the view rests
  useEffect(() => setAt(resting ? written(resting, box) : ""), [resting]);
  const middle = { x: box.width / 2, y: box.height / 2 };
  const isShown = settled !== null && settled === pointed && shot;
  return (
    <>
      <EmbeddingMap
        label={words}
        points={points}
        paint={found.paint}
        box={box}
        view={view}
        tool={tool}
        pointed={pointed}
        onView={setView}
        onPoint={setPointed}
        onOpen={() => shot && pointed && go(`/shots/${shot.id}`)}
        onLasso={onPolygon}
      />
      <div className="map-zoom">
        <IconButton
          label="Zoom in"
          look="plain"
          icon={<Icon name="plus" />}
          onClick={() => setView(zoomed(view, box, 1.5, middle))}
        />
        <IconButton
          label="Zoom out"
          look="plain"
          icon={<Icon name="dash" />}
          onClick={() => setView(zoomed(view, box, 1 / 1.5, middle))}
        />
        <Button onClick={() => setView(null)}>Show all</Button>
        {label && (
          <Button
            hint="The same as a lasso around everything that is in view"
            onClick={() => onPolygon(outline(view, box))}
          >
            Judge what is in view
          </Button>
        )}
      </div>
      {isShown && (
        <div className="map-card" style={cardPlace(settled, box)} role="status">
          <div className="map-card-picture">
            <Poster shot={shot.id} video={shot.video_id} />
          </div>
          <p className="small">
            {shot.video_name} <span className="dim">{duration(shot.start)}</span>
          </p>
        </div>
      )}
    </>
  );
}

const CARD = { width: 210, height: 150, away: 16 };

/** Beside the point, on the side that has room. */
function cardPlace({ pixel }: Pointed, box: Box) {
  const left =
    pixel.x + CARD.away + CARD.width < box.width
      ? pixel.x + CARD.away
      : pixel.x - CARD.away - CARD.width;
  const top = Math.min(Math.max(4, pixel.y - CARD.height / 2), box.height - CARD.height - 4);
  return { left: Math.max(4, left), top };
}

function NoShots() {
  return (
    <Empty title="Nothing to map yet" actions={<Link href="/">To the library</Link>}>
      Add videos first. Every shot becomes a point, and what looks alike lies close together.
    </Empty>
  );
}

/** Why there is no map: it has to be drawn first, or something is wrong. */
function Missing({
  method,
  error,
  onRetry,
}: {
  method: Method;
  error: unknown;
  onRetry: () => void;
}) {
  const queries = useQueryClient();
  const [job, setJob] = useState<number | null>(null);
  const draw = useMutation({
    mutationFn: () => got(api.POST("/api/v1/maps/{method}/jobs", { params: { path: { method } } })),
    onSuccess: (started) => setJob(started.id),
  });
  const watched = useJob(job, () => queries.invalidateQueries({ queryKey: ["map", method] }));
  const info = useWorkspace().data;
  if (isNotReady(error) && info?.shots === 0) return <NoShots />;
  const canDraw = method === "umap" && isNotReady(error);
  if (!canDraw) return <ErrorNote what="There is no map" error={error} onRetry={onRetry} />;
  return (
    <Empty
      title="The UMAP map is not drawn yet"
      actions={
        <Button
          look="primary"
          disabled={draw.isPending || job !== null}
          onClick={() => draw.mutate()}
        >
          Draw it
        </Button>
      }
    >
      <p>It takes some minutes for a large library; you can go on judging meanwhile.</p>
      {draw.error && <ErrorNote error={draw.error} />}
      {watched && <JobCard job={watched} />}
    </Empty>
  );
}

/** The labels, and whether each has scores to show. */
function useLabelNames(): { name: string; isBuilt: boolean }[] {
  const labels = useQuery({
    queryKey: ["labels"],
    queryFn: () => got(api.GET("/api/v1/labels")),
  });
  const found = labels.data?.items ?? [];
  return found.map(({ name, current_version }) => ({ name, isBuilt: current_version !== null }));
}
