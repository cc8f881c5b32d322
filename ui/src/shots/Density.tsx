import { useDensity } from "../parts/preferences";
import "./Density.css";

/** How large tiles are; remembered. */
export function Density() {
  const [width, setWidth] = useDensity();
  return (
    <label className="density">
      <span className="dim small">Size</span>
      <input
        type="range"
        min={120}
        max={480}
        step={20}
        value={width}
        onChange={(event) => setWidth(Number(event.target.value))}
      />
    </label>
  );
}
