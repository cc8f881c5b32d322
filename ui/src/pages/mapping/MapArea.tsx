import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { EmbeddingMap, type Pointed, type Tool } from "../../map/EmbeddingMap";
import { type Method, type useMap, useShotAt } from "../../map/useMap";
import { outline, read, type Spot, type View, whole, written, zoomed } from "../../map/view";
import { useAddress } from "../../parts/address";
import { Button, IconButton } from "../../parts/Button";
import { Icon } from "../../parts/icons";
import { Skeleton } from "../../parts/Skeleton";
import { type Box, useBox } from "../../parts/useBox";
import { useSettled } from "../../parts/useSettled";
import { duration } from "../../parts/words";
import { Poster } from "../../shots/Poster";
import { shotPath } from "../../shots/shot";
import { lastLabel } from "../labels/lastLabel";
import "./MapArea.css";
import { Missing, NoShots } from "./Missing";

interface MapAreaProps {
  /** There is no shot to show. */
  isEmpty: boolean;
  found: ReturnType<typeof useMap>;
  method: Method;
  tool: Tool;
  label: string;
  words: string;
  onPolygon: (polygon: Spot[]) => void;
}

/** The map itself, moved by hand or keys, with what can be done on it. */
export function MapArea(props: MapAreaProps) {
  const { isEmpty, found, method } = props;
  const [area, box] = useBox<HTMLDivElement>();
  const { map, points, paint } = found;
  const error = map.error ?? points.error;
  return (
    <div ref={area} className="map-area">
      {error && <Missing method={method} error={error} onRetry={() => map.refetch()} />}
      {isEmpty && <NoShots />}
      {!isEmpty && !error && !points.data && <Skeleton lines={6} label="Loading the map" />}
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
}: Omit<MapAreaProps, "isEmpty"> & { box: Box; points: Float32Array }) {
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
        onOpen={() => shot && pointed && go(shotPath(shot.id, label || lastLabel()))}
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
            <Poster shot={shot.id} video={shot.video_id} exists={shot.has_poster} />
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
