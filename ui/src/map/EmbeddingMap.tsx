import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import type { Box } from "../parts/useBox";
import { drawPoints, nearestPoint, type Paint, sideOf } from "./draw";
import "./EmbeddingMap.css";
import { moved, type Spot, toPixel, toPlace, type View, whole, zoomed } from "./view";

export type Tool = "move" | "lasso";

/** A point that is looked at: which, where on the map and in pixels. */
export interface Pointed {
  index: number;
  place: Spot;
  pixel: Spot;
}

interface EmbeddingMapProps {
  label: string;
  points: Float32Array;
  paint: Paint;
  box: Box;
  view: View;
  tool: Tool;
  pointed: Pointed | null;
  onView: (view: View) => void;
  onPoint: (pointed: Pointed | null) => void;
  onOpen: () => void;
  /** An outline was drawn, in places of the map. */
  onLasso: (polygon: Spot[]) => void;
}

/** So near must the pointer be, in pixels. */
const NEAR = 24;
const STEP = 60;
const CORNERS = 400;

/** All points of a map on a canvas: wheel and drag move it, the lasso draws an outline. */
export function EmbeddingMap(props: EmbeddingMapProps) {
  const { label, points, paint, box, view, tool, pointed, onView, onPoint } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<{ from: Spot; trail: readonly Spot[] } | null>(null);
  useDrawing(canvas, points, paint, view, box);
  useWheel(canvas, (factor, pixel) => onView(zoomed(view, box, factor, pixel)));

  const pointAt = (pixel: Spot) => onPoint(pointedAt(points, view, box, pixel, NEAR));
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const from = pixelOf(event);
    setDrag({ from, trail: [from] });
  };
  const onMove = (event: PointerEvent) => {
    const pixel = pixelOf(event);
    const last = drag?.trail.at(-1);
    if (!drag || !last) return pointAt(pixel);
    if (pixel.x === last.x && pixel.y === last.y) return;
    setDrag({ ...drag, trail: [...drag.trail, pixel] });
    if (tool === "move") onView(moved(view, pixel.x - last.x, pixel.y - last.y));
    onPoint(null);
  };
  const onUp = () => {
    if (drag && drag.trail.length <= 2) props.onOpen();
    else if (drag && tool === "lasso") props.onLasso(outlineOf(drag.trail, view, box));
    setDrag(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = keyView(event.key, view, box);
    if (next) onView(next);
    else if (event.key === "Enter" && pointed) props.onOpen();
    else if (event.key === "Escape" && pointed) onPoint(null);
    else return;
    event.preventDefault();
    const middle = { x: box.width / 2, y: box.height / 2 };
    // Keys look at the shot nearest to the middle, however far it is.
    if (next) onPoint(pointedAt(points, next, box, middle, Number.POSITIVE_INFINITY));
  };
  return (
    <div
      className="map-frame"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the map is moved by keys
      tabIndex={0}
      aria-label={label}
      aria-describedby="map-keys"
      onKeyDown={onKeyDown}
    >
      <canvas
        ref={canvas}
        className={`map-canvas ${tool}`}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => !drag && onPoint(null)}
      />
      <svg className="map-over" width={box.width} height={box.height} aria-hidden="true">
        {drag && tool === "lasso" && (
          <polygon
            className="map-lasso"
            points={drag.trail.map(({ x, y }) => `${x},${y}`).join(" ")}
          />
        )}
        {pointed && <circle className="map-mark" cx={pointed.pixel.x} cy={pointed.pixel.y} r={8} />}
      </svg>
      <p id="map-keys" className="visually-hidden">
        Arrows move, plus and minus zoom, 0 shows all, Enter opens the shot in the middle.
      </p>
    </div>
  );
}

function useDrawing(
  canvas: React.RefObject<HTMLCanvasElement | null>,
  points: Float32Array,
  paint: Paint,
  view: View,
  box: Box,
) {
  const picture = useRef<ImageData | null>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const element = canvas.current;
      const ink = element?.getContext("2d");
      if (!element || !ink || box.width < 1 || box.height < 1) return;
      const ratio = window.devicePixelRatio || 1;
      const size = { width: Math.round(box.width * ratio), height: Math.round(box.height * ratio) };
      if (element.width !== size.width || element.height !== size.height || !picture.current) {
        Object.assign(element, size);
        picture.current = ink.createImageData(size.width, size.height);
      }
      const { data } = picture.current;
      const scaled = { ...view, size: view.size * ratio };
      const side = sideOf(paint.colours.length, view.size / whole(box).size, ratio);
      drawPoints(new Uint32Array(data.buffer), size, points, paint, scaled, side);
      ink.putImageData(picture.current, 0, 0);
    });
    return () => cancelAnimationFrame(frame);
  }, [canvas, points, paint, view, box]);
}

/** Zoom by the wheel. React listens to wheels passively, so that the page would scroll too. */
function useWheel(
  canvas: React.RefObject<HTMLCanvasElement | null>,
  onZoom: (factor: number, pixel: Spot) => void,
) {
  const zoom = useRef(onZoom);
  useEffect(() => {
    zoom.current = onZoom;
  });
  useEffect(() => {
    const element = canvas.current;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
      zoom.current(Math.exp(-event.deltaY * lines * 0.002), { x: event.offsetX, y: event.offsetY });
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [canvas]);
}

function keyView(key: string, view: View, box: Box): View | null {
  const middle = { x: box.width / 2, y: box.height / 2 };
  if (key === "ArrowLeft") return moved(view, STEP, 0);
  if (key === "ArrowRight") return moved(view, -STEP, 0);
  if (key === "ArrowUp") return moved(view, 0, STEP);
  if (key === "ArrowDown") return moved(view, 0, -STEP);
  if (key === "+" || key === "=") return zoomed(view, box, 1.5, middle);
  if (key === "-") return zoomed(view, box, 1 / 1.5, middle);
  return key === "0" ? whole(box) : null;
}

function pointedAt(
  points: Float32Array,
  view: View,
  box: Box,
  pixel: Spot,
  near: number,
): Pointed | null {
  const index = nearestPoint(points, toPlace(view, box, pixel), near / view.size);
  if (index < 0) return null;
  const place = { x: points[2 * index] as number, y: points[2 * index + 1] as number };
  return { index, place, pixel: toPixel(view, box, place) };
}

function pixelOf({ nativeEvent }: PointerEvent): Spot {
  return { x: nativeEvent.offsetX, y: nativeEvent.offsetY };
}

/** What was drawn as places of the map, with no more corners than a hand has drawn. */
function outlineOf(trail: readonly Spot[], view: View, box: Box): Spot[] {
  const step = Math.ceil(trail.length / CORNERS);
  return trail.filter((_, i) => i % step === 0).map((pixel) => toPlace(view, box, pixel));
}
