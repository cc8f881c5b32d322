import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, got } from "../api/api";
import type { Tool } from "../map/EmbeddingMap";
import { countInside } from "../map/inside";
import { Legend } from "../map/Legend";
import { type ColourBy, DARK, LIGHT } from "../map/paint";
import { type Method, useMap } from "../map/useMap";
import type { Spot } from "../map/view";
import { useAddress } from "../parts/address";
import { Button } from "../parts/Button";
import { ErrorNote } from "../parts/ErrorNote";
import { Explain } from "../parts/Explain";
import { Select } from "../parts/Field";
import { useIsLight } from "../parts/preferences";
import { usePageTitle } from "../parts/title";
import { counted } from "../parts/words";
import "./LibraryMap.css";
import { useLastLabel } from "./labels/lastLabel";
import { JudgeOutlined } from "./mapping/JudgeOutlined";
import { MapArea } from "./mapping/MapArea";
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
  const [labels, last] = useLabelNames();
  const shown = label || last;
  const colour: ColourBy = by === "score" || by === "verdict" ? by : "video";
  const way: Method = method === "umap" ? "umap" : "pca";
  const shots = useWorkspace().data?.shots;
  const found = useMap(way, colour, shown, palette, Boolean(shots));
  const map = found.map.data;
  const [outlined, setOutlined] = useState<Spot[] | null>(null);
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
              options={labels.map((name) => [name, name])}
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
      <MapArea
        isEmpty={shots === 0}
        found={found}
        method={way}
        tool={tool}
        label={shown}
        onPolygon={setOutlined}
        words={`Map of ${counted(map?.count ?? 0, "shot")}, coloured by ${colour}${colour === "video" ? "" : ` of ${shown}`}`}
      />
      {outlined && (
        <JudgeOutlined
          what={{ map: way, polygon: outlined }}
          count={countInside(found.points.data ?? new Float32Array(), outlined)}
          label={shown}
          labels={labels}
          onClose={() => setOutlined(null)}
        />
      )}
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

/** The labels, and the one to show: the last one worked on, else one with scores. */
function useLabelNames(): [string[], string] {
  const labels = useQuery({
    queryKey: ["labels"],
    queryFn: () => got(api.GET("/api/v1/labels")),
  });
  const found = labels.data?.items ?? [];
  const names = found.map(({ name }) => name);
  const built = found.filter(({ current_version }) => current_version !== null);
  return [names, useLastLabel([...built.map(({ name }) => name), ...names])];
}
