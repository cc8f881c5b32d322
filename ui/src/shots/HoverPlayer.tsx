import { type RefObject, useEffect, useRef } from "react";
import { previewOf } from "../api/api";
import "./HoverPlayer.css";
import * as player from "./player";

/**
 * A place where the page's one video plays a shot's preview: put it over the poster.
 *
 * It plays while `wanted`, as when the shot is hovered or focused. With reduced motion nothing
 * plays by itself, and `usePlayKey` or a button starts it.
 */
export function HoverPlayer({
  shot,
  wanted,
  ref,
}: {
  shot: string;
  wanted: boolean;
  ref?: RefObject<HTMLDivElement | null>;
}) {
  const own = useRef<HTMLDivElement>(null);
  const host = ref ?? own;
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    if (wanted && player.maySelfPlay()) player.show(element, previewOf(shot));
    return () => player.hide(element);
  }, [host, shot, wanted]);
  return <div ref={host} className="hover-player" />;
}
