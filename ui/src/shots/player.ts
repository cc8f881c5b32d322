/**
 * The page's one preview: a muted, looping video that is moved into the tile that wants it.
 *
 * The poster stays visible until the first frame is there, and wherever there is no preview.
 */

import { onReturn } from "../api/reach";

const PAUSE = 30;
const FETCHED_MOST = 60;
/** Addresses that had no preview, so that they are asked for once only. */
const missing = new Set<string>();
const fetched = new Set<string>();

let video: HTMLVideoElement | null = null;
let host: Element | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

// A browser does not tell a server that is away from a preview that is not there.
onReturn(() => missing.clear());

/** Whether things may move by themselves. */
export function maySelfPlay(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Play a preview inside an element, soon: what is only passed over plays nothing. */
export function show(where: Element, address: string): void {
  clearTimeout(timer);
  if (host === where && video?.getAttribute("src") === address) return;
  stop();
  host = where;
  if (!missing.has(address)) timer = setTimeout(() => begin(where, address), PAUSE);
}

/** Stop, if it is this element that shows the preview. */
export function hide(where: Element): void {
  if (host === where) stop();
}

/** Play or pause what an element shows; begins where nothing played yet. */
export function toggle(where: Element, address: string): void {
  if (host !== where || !video?.isConnected) {
    stop();
    host = where;
    begin(where, address);
  } else if (video.paused) play(video);
  else video.pause();
}

/** Fetch previews that will be wanted next, quietly. */
export function prefetch(addresses: readonly string[]): void {
  if (!maySelfPlay()) return;
  for (const address of addresses) {
    if (fetched.has(address) || missing.has(address)) continue;
    fetched.add(address);
    fetch(address, { priority: "low" })
      .then(async (answer) => {
        if (answer.ok) await answer.blob();
        else missing.add(address);
      })
      .catch(() => fetched.delete(address));
  }
  for (const oldest of fetched) {
    if (fetched.size <= FETCHED_MOST) break;
    fetched.delete(oldest);
  }
}

function begin(where: Element, address: string): void {
  video ??= make();
  where.append(video);
  video.src = address;
  play(video);
}

function stop(): void {
  clearTimeout(timer);
  host = null;
  if (!video?.isConnected) return;
  video.pause();
  video.classList.remove("playing");
  video.removeAttribute("src");
  video.remove();
}

/** A play that the next one overtakes is refused by the browser, and means nothing. */
function play(element: HTMLVideoElement): void {
  element.play().catch(() => {});
}

function make(): HTMLVideoElement {
  const made = document.createElement("video");
  made.className = "preview";
  made.muted = true;
  made.loop = true;
  made.playsInline = true;
  made.disablePictureInPicture = true;
  made.tabIndex = -1;
  made.setAttribute("aria-hidden", "true");
  made.addEventListener("playing", () => made.classList.add("playing"));
  made.addEventListener("error", () => {
    const address = made.getAttribute("src");
    if (!address) return;
    if (made.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED) missing.add(address);
    stop();
  });
  return made;
}
