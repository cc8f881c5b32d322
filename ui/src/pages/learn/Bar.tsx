import { useState } from "react";
import type { Schema } from "../../api/api";
import { Button } from "../../parts/Button";
import { ErrorNote } from "../../parts/ErrorNote";
import type { Label } from "../useLabel";
import { useVersions } from "../versions/queries";
import { BuildBar } from "./BuildBar";
import { type FeedKey, MOVED } from "./kinds";
import { AdviceLine, ClusterLine, Message } from "./Message";
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
  block,
  onBuild,
  onFeed,
}: {
  label: Label;
  shown: Shown;
  builds: ReturnType<typeof useBuild>;
  block: string | null;
  feeds: LoadedFeeds;
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
  moved,
  cluster,
  onCluster,
  onFeed,
}: {
  label: Label;
  shown: Shown;
  moved: Schema["Movers"] | undefined;
  cluster: Cluster | null;
  onCluster: (cluster: Cluster | null) => void;
  onFeed: (feed: FeedKey) => void;
}) {
  const version = useVersions(label.name).data?.find(({ number }) => number === shown.version);
  const advice = version && (
    <AdviceLine label={label.name} advice={version.advice} onFeed={onFeed} />
  );
  if (shown.current !== shown.version)
    return (
      <Message
        isNews
        actions={
          <Button look="primary" onClick={() => shown.show(shown.current)}>
            Show the new feeds
          </Button>
        }
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
