import { useEffect, useState } from "react";
import type { Schema } from "../../api/api";
import { Histogram } from "../../charts/Histogram";
import { Button } from "../../parts/Button";
import { Explain } from "../../parts/Explain";
import { counted, twoDigits } from "../../parts/words";
import { countAbove } from "./above";
import "./Cut.css";

const REST = 300;

/**
 * How the similarities of a search are spread over the library, and the cut a person can move.
 *
 * While the cut moves, its count is estimated from the bars; the server counts once it rests.
 */
export function Cut({
  spread,
  cut,
  onCut,
}: {
  spread: Schema["Spread"];
  cut: number | null;
  onCut: (cut: number | null) => void;
}) {
  const { histogram, suggested_cut: suggested, above } = spread;
  const [moving, setMoving] = useState<number | null>(null);
  const value = moving ?? cut ?? suggested;
  useEffect(() => {
    if (moving === null) return;
    const timer = setTimeout(() => {
      onCut(Number(moving.toFixed(4)));
      setMoving(null);
    }, REST);
    return () => clearTimeout(timer);
  }, [moving, onCut]);
  const count = moving === null ? above : countAbove(histogram, moving);
  return (
    <section className="cut" aria-label="Similarity">
      <h2 className="cut-title">
        Similarity
        <Explain about="a similarity">
          How close a shot lies to what you search for. Only the order means something: how high the
          numbers are depends on the words, and they are not probabilities. Build a classifier to
          get those.
        </Explain>
      </h2>
      {histogram.counts.length > 0 && (
        <Histogram
          label={`How similar shots are to the search; ${counted(count, "shot")} at or above ${twoDigits(value)}.`}
          xTitle="similarity (only its order counts)"
          data={histogram}
          height={160}
          cut={{ label: "Least similarity", value, onMove: setMoving }}
        />
      )}
      <p aria-live="polite">
        <strong>
          {moving !== null && "about "}
          {counted(count, "shot")}
        </strong>{" "}
        at or above {twoDigits(value)}
        {cut === null && moving === null && <span className="dim">, the suggested cut</span>}
      </p>
      <div className="row">
        {cut === null ? (
          <Button onClick={() => onCut(suggested)} hint="Show only shots at or above the cut">
            Cut there
          </Button>
        ) : (
          <>
            <Button onClick={() => onCut(null)}>Show all</Button>
            {cut !== suggested && (
              <Button look="quiet" onClick={() => onCut(suggested)}>
                Suggested: {twoDigits(suggested)}
              </Button>
            )}
          </>
        )}
      </div>
    </section>
  );
}
