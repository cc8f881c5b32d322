import type { MouseEvent } from "react";

/**
 * The keys stay with the shots when something beside them is clicked: give it as `onMouseDown` to
 * whatever holds the buttons. Tab still reaches every one of them.
 */
export function keepsFocus(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest("button, a[href]"))
    event.preventDefault();
}
