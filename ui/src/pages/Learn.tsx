import { useEffect, useState } from "react";
import { Link, useParams } from "wouter";
import type { Schema } from "../api/api";
import type { Labelling } from "../labelling/store";
import { useKeys } from "../labelling/useKeys";
import { useActiveFeed, useLabelling } from "../labelling/useLabelling";
import { VerdictBar } from "../labelling/VerdictBar";
import { useAddress } from "../parts/address";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { ErrorNote } from "../parts/ErrorNote";
import { Select } from "../parts/Field";
import { Skeleton } from "../parts/Skeleton";
import { useStored } from "../parts/stored";
import { toast } from "../parts/Toast";
import { useMedia } from "../parts/useMedia";
import { Density } from "../shots/Density";
import { Looks } from "../shots/Looks";
import { clearJudged, toUnjudged } from "./judging/clearJudged";
import { useNotes } from "./judging/useNotes";
import { useShotKeys } from "./judging/useShotKeys";
import { LabelHeader } from "./LabelHeader";
import "./Learn.css";
import { labelPath } from "./labels/paths";
import { BuildBar } from "./learn/BuildBar";
import { FeedColumns, FeedTabs } from "./learn/Feeds";
import { FEEDS, type FeedKey, isFeedKind, MOVED } from "./learn/feeds";
import { AdviceLine, ClusterLine, Message } from "./learn/Message";
import { useAutoAfter, useAutoBuild } from "./learn/useAutoBuild";
import { useBuild } from "./learn/useBuild";
import { type LoadedFeeds, useFeeds } from "./learn/useFeeds";
import { type Label, useLabel } from "./useLabel";
import { useVersions } from "./versions/queries";

const WIDE = "(min-width: 1400px)";
const KINDS = FEEDS.map(({ kind }) => kind);

interface Cluster {
  cluster: number;
  side: "positive" | "negative";
}

/** Step 2: build, judge what the four feeds offer, build again. */
export default function Learn() {
  const { label: name = "" } = useParams<{ label: string }>();
  const label = useLabel(name);
  const labelling = useLabelling(name);
  const shown = useShownVersion(label.data?.current_version ?? null);
  const builds = useBuild(name, (version, isAuto) => {
    if (version === shown.version) toast(`Nothing has changed since version ${version}`);
    else if (!isAuto || shown.version === null) shown.show(version);
  });
  const [after, setAfter] = useAutoAfter(name);
  useAutoBuild(label.data, after, builds);
  const [wantsMoved, setWantsMoved] = useState(false);
  const feeds = useFeeds(labelling, name, shown.version, wantsMoved || shown.isNews);
  const choose = useChosenFeed(labelling, () => setWantsMoved(true));
  const isReady = shown.version !== null && shown.current !== shown.version;
  const build = () => {
    if (isReady && label.data?.new_judgements === 0) shown.show(shown.current);
    else builds.build();
  };
  useShotKeys(labelling);
  const notes = useNotes(labelling);
  useKeys({ build });
  const { data } = label;
  return (
    <div className="page fixed learn-page">
      <LabelHeader label={name} step="learn" />
      {!data && !label.error && <Skeleton lines={8} label="Loading the label" />}
      {data && (
        <>
          <Bar
            label={data}
            shown={shown}
            builds={builds}
            onBuild={build}
            onFeed={choose}
            feeds={feeds}
          />
          {shown.version === null ? (
            <BeforeBuild label={data} isRunning={builds.isRunning} onBuild={build} />
          ) : (
            <Judging
              labelling={labelling}
              feeds={feeds}
              hasMoved={wantsMoved}
              onChoose={choose}
              after={after}
              onAfter={setAfter}
            />
          )}
        </>
      )}
      <Looks labelling={labelling} />
      {notes.dialog}
    </div>
  );
}

type Shown = ReturnType<typeof useShownVersion>;

/**
 * The version whose feeds are on screen. It changes only when the person asks for it; until then a
 * newer one waits.
 */
function useShownVersion(current: number | null) {
  const [version, setVersion] = useState(current);
  const [news, setNews] = useState<number | null>(null);
  if (version === null && current !== null) setVersion(current);
  return {
    version,
    current,
    /** It was built or fetched just now: what changed is worth a sentence. */
    isNews: news !== null && news === version,
    show: (next: number | null) => {
      setVersion(next);
      setNews(next);
    },
    dismiss: () => setNews(null),
  };
}

/** Which feed keys act on, by key, tab or address. */
function useChosenFeed(labelling: Labelling, onMoved: () => void): (feed: FeedKey) => void {
  const [address, setAddress] = useAddress("feed", KINDS[0]);
  const active = useActiveFeed(labelling);
  const choose = (feed: FeedKey) => {
    if (feed === MOVED) onMoved();
    labelling.dispatch({ type: "activate", feed });
    toUnjudged(labelling, feed);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address counts once, on arrival
  useEffect(
    () => choose(isFeedKind(address) || address === MOVED ? address : "top-positive"),
    [labelling],
  );
  useEffect(() => {
    if (active) setAddress(active);
  }, [active, setAddress]);
  useKeys({
    feed1: () => choose("top-positive"),
    feed2: () => choose("borderline"),
    feed3: () => choose("random"),
    feed4: () => choose("top-negative"),
  });
  return choose;
}

function Bar({
  label,
  shown,
  builds,
  feeds,
  onBuild,
  onFeed,
}: {
  label: Label;
  shown: Shown;
  builds: ReturnType<typeof useBuild>;
  feeds: LoadedFeeds;
  onBuild: () => void;
  onFeed: (feed: FeedKey) => void;
}) {
  const [cluster, setCluster] = useState<Cluster | null>(null);
  return (
    <>
      <BuildBar
        label={label}
        shown={shown.version}
        builds={builds}
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

/** The one line above the feeds: what is newest comes first. */
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
      <Message
        isNews
        onDismiss={shown.dismiss}
        actions={<Button onClick={() => onFeed(MOVED)}>Show what moved most</Button>}
      >
        {moved.sentence}
      </Message>
    );
  if (!version) return <Message>{"\u00a0"}</Message>;
  return <AdviceLine label={label.name} advice={version.advice} onFeed={onFeed} />;
}

const AFTER = [
  ["0", "Build by hand"],
  ["10", "Build after 10"],
  ["20", "Build after 20"],
  ["50", "Build after 50"],
] as const;

function Judging({
  labelling,
  feeds,
  hasMoved,
  onChoose,
  after,
  onAfter,
}: {
  labelling: Labelling;
  feeds: LoadedFeeds;
  hasMoved: boolean;
  onChoose: (feed: FeedKey) => void;
  after: number;
  onAfter: (after: number) => void;
}) {
  const isWide = useMedia(WIDE);
  const [wantsOne, setWantsOne] = useStored("learn.one-feed", false);
  const active = useActiveFeed(labelling);
  const isColumns = isWide && !wantsOne && active !== MOVED;
  const shared = { labelling, feeds, hasMoved };
  return (
    <>
      <VerdictBar labelling={labelling}>
        <Button
          look="quiet"
          hint="Take judged shots out of the feeds; otherwise they stay until the next Build"
          onClick={() => clearJudged(labelling, [...KINDS, MOVED])}
        >
          Clear judged
        </Button>
        {isWide && (
          <Button pressed={!wantsOne} onClick={() => setWantsOne(!wantsOne)}>
            Four columns
          </Button>
        )}
        <Select
          label="Build by itself after so many new judgements"
          bare
          value={String(after)}
          options={AFTER}
          onChoose={(value) => onAfter(Number(value))}
        />
        <Density />
      </VerdictBar>
      {isColumns ? <FeedColumns {...shared} /> : <FeedTabs {...shared} onChoose={onChoose} />}
    </>
  );
}

function BeforeBuild({
  label,
  isRunning,
  onBuild,
}: {
  label: Label;
  isRunning: boolean;
  onBuild: () => void;
}) {
  const judged = label.positives + label.negatives;
  const hasWords = label.queries.length > 0;
  return (
    <Empty
      title={
        judged > 0
          ? "Ready to build"
          : hasWords
            ? "Words are enough to begin"
            : "Build needs words or verdicts"
      }
      actions={
        <>
          <Button
            look="primary"
            action="build"
            disabled={isRunning || (judged === 0 && !hasWords)}
            onClick={onBuild}
          >
            {isRunning ? "Building" : "Build the first version"}
          </Button>
          <Link className="button" href={labelPath(label.name, "search")}>
            Search for examples
          </Link>
        </>
      }
    >
      <p>
        {judged > 0
          ? `It learns from ${judged} verdict${judged === 1 ? "" : "s"}${hasWords ? " and your saved queries" : ""}, and scores every shot of the library.`
          : hasWords
            ? `It begins with “${label.queries[0]}”, scores every shot, and learns from each yes and no that you add.`
            : "Save a query that says what you mean, or say yes or no to a few shots. Either is enough."}
      </p>
      <p>
        Then four feeds show what it is sure of, what it is not, and an even draw from the rest.
      </p>
    </Empty>
  );
}
