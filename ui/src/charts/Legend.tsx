/** Which line is whose: the first is drawn through, the second dashed. */
export function Legend({ names }: { names: readonly string[] }) {
  return (
    <div className="chart-legend" aria-hidden="true">
      {names.map((name, i) => (
        <span key={name}>
          <svg aria-hidden="true" width="24" height="10">
            <line x1="0" x2="24" y1="5" y2="5" className={i ? "chart-line other" : "chart-line"} />
          </svg>{" "}
          {name}
        </span>
      ))}
    </div>
  );
}
