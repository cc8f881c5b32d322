import { type ColourBy, css, type Palette, type Rgb } from "./paint";

const NAMED = 10;

/** What the colours of the map mean. */
export function Legend({
  by,
  palette,
  videos,
}: {
  by: ColourBy;
  palette: Palette;
  videos: readonly string[];
}) {
  if (by === "score")
    return (
      <ul className="map-legend">
        <li>
          score 0
          <span
            className="map-ramp"
            style={{ background: `linear-gradient(to right, ${palette.ramp.map(css).join(", ")})` }}
          />
          1
        </li>
        <Swatch colour={palette.none} words="no score" />
      </ul>
    );
  if (by === "verdict")
    return (
      <ul className="map-legend">
        <Swatch colour={palette.positive} words="yes" />
        <Swatch colour={palette.negative} words="no" />
        <Swatch colour={palette.skip} words="skipped" />
        <Swatch colour={palette.none} words="not judged" />
      </ul>
    );
  if (videos.length > NAMED)
    return (
      <p className="map-legend dim">
        {videos.length.toLocaleString("en")} videos take turns with {palette.videos.length} colours.
      </p>
    );
  return (
    <ul className="map-legend">
      {videos.map((name, i) => (
        <Swatch
          key={name}
          colour={palette.videos[i % palette.videos.length] ?? palette.none}
          words={name}
        />
      ))}
    </ul>
  );
}

function Swatch({ colour, words }: { colour: Rgb; words: string }) {
  return (
    <li title={words}>
      <span className="map-swatch" style={{ background: css(colour) }} />
      <span>{words}</span>
    </li>
  );
}
