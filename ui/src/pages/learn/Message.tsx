import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import type { Schema } from "../../api/api";
import { Button, IconButton } from "../../parts/Button";
import { Icon } from "../../parts/icons";
import { keepsFocus } from "../../parts/keepsFocus";
import { searchPath } from "../search/wanted";
import { FEEDS, type FeedKind, isFeedKind } from "./kinds";
import "./Message.css";

/** One line above the feeds: what happened, or what would help most. */
export function Message({
  children,
  actions,
  isNews,
  onDismiss,
  title,
}: {
  children: ReactNode;
  /** All of a long line, for where there is no room. */
  title?: string;
  actions?: ReactNode;
  isNews?: boolean;
  onDismiss?: () => void;
}) {
  return (
    <div className={isNews ? "message news" : "message"} role="status" onMouseDown={keepsFocus}>
      <p title={title}>{children}</p>
      {actions}
      {onDismiss && (
        <IconButton label="Dismiss" icon={<Icon name="cross" size={14} />} onClick={onDismiss} />
      )}
    </div>
  );
}

/** What would help most next, one thing at a time, each with what to do about it. */
export function AdviceLine({
  label,
  advice,
  active,
  onFeed,
}: {
  label: string;
  advice: readonly Schema["Advice"][];
  /** The feed that is on screen: nobody need be sent there. */
  active: string;
  onFeed: (feed: FeedKind) => void;
}) {
  const [place, setPlace] = useState(0);
  const one = advice[place % Math.max(1, advice.length)];
  if (!one) return null;
  return (
    <Message
      title={one.text}
      actions={
        <>
          <Actions
            label={label}
            feed={one.feed === active ? null : one.feed}
            searches={one.searches}
            onFeed={onFeed}
          />
          {advice.length > 1 && (
            <Button look="quiet" onClick={() => setPlace((place + 1) % advice.length)}>
              {(place % advice.length) + 1} of {advice.length}
              <Icon name="right" size={12} />
            </Button>
          )}
        </>
      }
    >
      <strong>Helps most next:</strong> {one.text}
    </Message>
  );
}

/** A cluster of the library in which verdicts are missing, or not. */
export function ClusterLine({
  label,
  cluster,
  side,
  count,
  searches,
  onFeed,
  onDismiss,
}: {
  label: string;
  cluster: number;
  side: "positive" | "negative";
  count: number;
  searches: readonly string[];
  onFeed: (feed: FeedKind) => void;
  onDismiss: () => void;
}) {
  const words = side === "positive" ? "yes" : "no";
  const isYes = side === "positive";
  const how = isYes
    ? "If there are any, a search in this cluster finds them."
    : "A search in it brings some, and the random feed reaches every cluster.";
  return (
    <Message
      onDismiss={onDismiss}
      actions={
        <Actions
          label={label}
          feed={isYes ? null : "random"}
          searches={searches.length ? searches : [label.replaceAll("-", " ")]}
          where={`cluster = ${cluster + 1}`}
          onFeed={onFeed}
        />
      }
    >
      Cluster {cluster + 1}, a group of shots that look alike, has{" "}
      {count === 0 ? `no “${words}” yet. ${how}` : `${count} “${words}”.`}
    </Message>
  );
}

function Actions({
  label,
  feed,
  searches,
  where = "",
  onFeed,
}: {
  label: string;
  feed: string | null;
  searches: readonly string[];
  where?: string;
  onFeed: (feed: FeedKind) => void;
}) {
  const [, go] = useLocation();
  const found = FEEDS.find(({ kind }) => kind === feed);
  return (
    <>
      {found && feed && isFeedKind(feed) && (
        <Button onClick={() => onFeed(feed)}>Go to {found.title}</Button>
      )}
      {searches.map((words) => (
        <Button key={words} onClick={() => go(searchPath(label, { words, where }))}>
          <Icon name="search" size={14} /> <span className="message-words">{words}</span>
        </Button>
      ))}
    </>
  );
}
