import { useState } from "react";
import type { Schema } from "../../api/api";
import { Button } from "../../parts/Button";
import { ErrorNote } from "../../parts/ErrorNote";
import type { Label } from "../useLabel";
import { useVersions } from "../versions/queries";
import { adviceOf } from "./advice";
import { BuildBar } from "./BuildBar";
import { type FeedKey, MOVED, SUGGESTED } from "./kinds";
import { AdviceLine, ClusterLine, Message } from "./Message";
import { useHint } from "./queries";
import type { useBuild } from "./useBuild";
import type { LoadedFeeds } from "./useFeeds";
import type { Shown } from "./useShownVersion";

interface Cluster {
  cluster: number;
  side: "positive" | "negative";
}

/** Build, how good it is, and one line of what is new. */
export function Bar({
  label,
  shown,
  builds,
  feeds,
  active,
  block,
  onBuild,
  onFeed,
}: {
  label: Label;
  shown: Shown;
  builds: ReturnType<typeof useBuild>;
  block: string | null;
  feeds: LoadedFeeds;
  /** The feed that keys act on. */
  active: string;
  onBuild: () => void;
  onFeed: (feed: FeedKey) => void;
}) {
  const [cluster, setCluster] = useState<Cluster | null>(null);
  return (
    <>
      <BuildBar
        label={label}
        shown={shown}
        builds={builds}
        block={block}
        onBuild={onBuild}
        onCluster={(cluster, side) => setCluster({ cluster, side })}
        onFeed={onFeed}
      />
      {builds.error && (
        <ErrorNote
          what="No version was built"
          error={builds.error}
          onRetry={onBuild}
          onDismiss={builds.dismiss}
        />
      )}
      {shown.version !== null && (
        <News
          label={label}
          shown={shown}
          // What is suggested goes on from the newest version by itself.
          isBehind={shown.current !== shown.version && active !== SUGGESTED}
          active={active}
          moved={feeds.moved.data?.pages[0]}
          cluster={cluster}
          onCluster={setCluster}
          onFeed={onFeed}
        />
      )}
    </>
  );
}

/** What is new, above the feeds, and what would help most next. */
function News({
  label,
  shown,
  isBehind,
  active,
  moved,
  cluster,
  onCluster,
  onFeed,
}: {
  label: Label;
  shown: Shown;
  /** The feed on screen is that of an older version. */
  isBehind: boolean;
  active: string;
  moved: Schema["Movers"] | undefined;
  cluster: Cluster | null;
  onCluster: (cluster: Cluster | null) => void;
  onFeed: (feed: FeedKey) => void;
}) {
  const versions = useVersions(label.name).data;
  // The list may lag behind.
  const version = versions?.find(({ number }) => number === shown.current) ?? versions?.[0];
  const hint = useHint(label.name, shown.current).data?.advice;
  const advice = version && (
    <AdviceLine
      label={label.name}
      advice={adviceOf(hint, version.advice)}
      active={active}
      onFeed={onFeed}
    />
  );
  if (isBehind)
    return (
      <Message
        isNews
        actions={<Button onClick={() => shown.show(shown.current)}>Show the new feeds</Button>}
      >
        Version {shown.current} is ready. You still see the feeds of version {shown.version}.
      </Message>
    );
  if (cluster && version) {
    const counts =
      cluster.side === "positive" ? version.positive_clusters : version.negative_clusters;
    return (
      <ClusterLine
        label={label.name}
        {...cluster}
        count={counts[cluster.cluster] ?? 0}
        searches={label.queries.slice(0, 2)}
        onFeed={onFeed}
        onDismiss={() => onCluster(null)}
      />
    );
  }
  if (shown.isNews && moved && moved.shots.length > 0)
    return (
      <>
        <Message
          isNews
          onDismiss={shown.dismiss}
          actions={<Button onClick={() => onFeed(MOVED)}>Show what moved most</Button>}
        >
          {moved.sentence}
        </Message>
        {advice}
      </>
    );
  return advice ?? <Message>{"\u00a0"}</Message>;
}
