import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import { api, got } from "../../api/api";
import { Select } from "../../parts/Field";
import { searchPath, type Wanted } from "./wanted";

/** A search without a label only looks; here it becomes one for a label, so that it can judge. */
export function ForLabel({ wanted }: { wanted: Wanted }) {
  const [, go] = useLocation();
  const labels = useQuery({
    queryKey: ["labels"],
    queryFn: () => got(api.GET("/api/v1/labels")),
  });
  const names = labels.data?.items.map(({ name }) => name) ?? [];
  if (!labels.data) return null;
  if (names.length === 0)
    return (
      <p className="dim">
        To say yes or no to shots, <Link href="/labels?open=new">make a label</Link>.
      </p>
    );
  return (
    <Select
      label="Judge for a label"
      bare
      value=""
      options={[["", "Judge for a label"], ...names.map((name) => [name, name] as const)]}
      onChoose={(name) => name && go(searchPath(name, wanted))}
    />
  );
}
