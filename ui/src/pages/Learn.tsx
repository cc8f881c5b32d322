import { useState } from "react";
import { useParams } from "wouter";
import { unsaved } from "../labelling/queue";
import type { Labelling } from "../labelling/store";
import { useKeys } from "../labelling/useKeys";
import { useActiveFeed, useLabelling } from "../labelling/useLabelling";
import { VerdictBar } from "../labelling/VerdictBar";
import { useQueue } from "../labelling/writes";
import { Button } from "../parts/Button";
import { Skeleton } from "../parts/Skeleton";
import { useStored } from "../parts/stored";
import { toast } from "../parts/Toast";
import { useMedia } from "../parts/useMedia";
import { Density } from "../shots/Density";
import { Looks } from "../shots/Looks";
import { clearJudged } from "./judging/clearJudged";
import { useNotes } from "./judging/useNotes";
import { useShotKeys } from "./judging/useShotKeys";
import { LabelHeader } from "./LabelHeader";
import "./Learn.css";
import { Bar } from "./learn/Bar";
import { BeforeBuild } from "./learn/BeforeBuild";
import { useBuildBlock, useBuildOnArrival } from "./learn/building";
import { FeedColumns, FeedTabs } from "./learn/Feeds";
import { BATCH, FEEDS, type FeedKey, MOVED } from "./learn/kinds";
import { useAutoBuild, useBuildsAsJudged } from "./learn/useAutoBuild";
import { useBuild } from "./learn/useBuild";
import { useChosenFeed } from "./learn/useChosenFeed";
import { type LoadedFeeds, useFeeds } from "./learn/useFeeds";
import { useShownVersion } from "./learn/useShownVersion";
import { useLabel } from "./useLabel";

const WIDE = "(min-width: 1400px)";
const KINDS = FEEDS.map(({ kind }) => kind);

/** Step 2: build, judge what the feeds offer, build again. */
export default function Learn() {
  const { label: name = "" } = useParams<{ label: string }>();
  const label = useLabel(name);
  const labelling = useLabelling(name);
  const shown = useShownVersion(label.data?.current_version ?? null);
  const builds = useBuild(name, (version, isAuto) => {
    if (version === shown.version) {
      if (!isAuto) toast(`Nothing has changed since version ${version}`);
    } else if (!isAuto || shown.version === null) shown.show(version);
  });
  const [isAuto, setAuto] = useBuildsAsJudged();
  useAutoBuild(label.data, isAuto, builds);
  const [wantsMoved, setWantsMoved] = useState(false);
  const feeds = useFeeds(labelling, name, shown, wantsMoved || shown.isNews);
  const choose = useChosenFeed(labelling, () => setWantsMoved(true));
  const active = useActiveFeed(labelling);
  const isReady = shown.version !== null && shown.current !== shown.version;
  const block = useBuildBlock(label.data, unsaved(useQueue()).count);
  const build = () => {
    if (block) toast(block);
    else if (isReady && label.data?.new_judgements === 0) shown.show(shown.current);
    else builds.build();
  };
  useShotKeys(labelling);
  const notes = useNotes(labelling);
  useKeys({ build });
  useBuildOnArrival(label.data !== undefined, build);
  const { data } = label;
  return (
    <div className="page fixed learn-page">
      <LabelHeader label={name} step="learn" labelling={labelling} />
      {!data && !label.error && <Skeleton lines={8} label="Loading the label" />}
      {data && (
        <>
          <Bar
            label={data}
            shown={shown}
            builds={builds}
            block={block}
            onBuild={build}
            onFeed={choose}
            feeds={feeds}
            active={active}
          />
          {shown.version === null ? (
            <BeforeBuild label={data} block={block} isRunning={builds.isRunning} onBuild={build} />
          ) : (
            <Judging
              labelling={labelling}
              feeds={feeds}
              active={active}
              hasMoved={wantsMoved}
              onChoose={choose}
              isAuto={isAuto}
              onAuto={setAuto}
            />
          )}
        </>
      )}
      <Looks labelling={labelling} />
      {notes.dialog}
    </div>
  );
}

function Judging({
  labelling,
  feeds,
  active,
  hasMoved,
  onChoose,
  isAuto,
  onAuto,
}: {
  labelling: Labelling;
  feeds: LoadedFeeds;
  active: string;
  hasMoved: boolean;
  onChoose: (feed: FeedKey) => void;
  isAuto: boolean;
  onAuto: (isAuto: boolean) => void;
}) {
  const isWide = useMedia(WIDE);
  const [wantsOne, setWantsOne] = useStored("learn.one-feed", false);
  const isColumns = isWide && !wantsOne && active !== MOVED;
  const shared = { labelling, feeds, hasMoved };
  return (
    <>
      <VerdictBar labelling={labelling}>
        <Button
          look="quiet"
          hint="Take judged shots out of the feeds; otherwise they stay until new feeds are shown"
          onClick={() => clearJudged(labelling, [...KINDS, MOVED])}
        >
          Clear judged
        </Button>
        {isWide && (
          <Button pressed={!wantsOne} onClick={() => setWantsOne(!wantsOne)}>
            Columns
          </Button>
        )}
        <Button
          pressed={isAuto}
          hint={`Build by itself after every ${BATCH} verdicts; what is suggested goes on from there`}
          onClick={() => onAuto(!isAuto)}
        >
          Build as I judge
        </Button>
        <Density />
      </VerdictBar>
      {isColumns ? <FeedColumns {...shared} /> : <FeedTabs {...shared} onChoose={onChoose} />}
    </>
  );
}
