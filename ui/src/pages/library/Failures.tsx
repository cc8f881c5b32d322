import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, got } from "../../api/api";
import { Button } from "../../parts/Button";
import { copyText, ErrorNote } from "../../parts/ErrorNote";
import { Icon } from "../../parts/icons";
import { counted } from "../../parts/words";
import "./Failures.css";

/** The files that could not be brought in: why, and what can be done about each. */
export function Failures() {
  const failures = useQuery({
    queryKey: ["failures"],
    queryFn: () => got(api.GET("/api/v1/failures")),
  });
  const [copied, setCopied] = useState(false);
  if (failures.error)
    return <ErrorNote what="The failed files could not be loaded" error={failures.error} />;
  const items = failures.data?.items ?? [];
  if (items.length === 0) return null;
  const copy = async () => {
    await copyText(items.map((one) => `${one.path}\n  ${one.reason}\n  ${one.hint}`).join("\n"));
    setCopied(true);
  };
  return (
    <details className="failures panel" open={items.length <= 3}>
      <summary>
        <Icon name="warning" /> {counted(items.length, "file")} could not be added
      </summary>
      <ul className="stack">
        {items.map(({ path, reason, hint }) => (
          <li key={path}>
            <code>{path}</code>
            <p>{reason}</p>
            {hint && <p className="dim">{hint}</p>}
          </li>
        ))}
      </ul>
      <p className="row spread">
        <span className="dim">Mended files are tried again when their folder is added again.</span>
        <Button onClick={copy}>{copied ? "Copied" : "Copy the list"}</Button>
      </p>
    </details>
  );
}
