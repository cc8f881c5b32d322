/** Icons as 16-pixel line drawings in the text's colour. They carry no name: their button does. */

const PATHS = {
  check: "M3 8.5l3.5 3.5L13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  dash: "M3.5 8h9",
  undo: "M6 3L3 6l3 3M3 6h6a4 4 0 0 1 0 8H6",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9zM10.5 10.5L14 14",
  play: "M5 3l8 5-8 5z",
  pause: "M5 3v10M11 3v10",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  left: "M10 3L5 8l5 5",
  right: "M6 3l5 5-5 5",
  up: "M3 10l5-5 5 5",
  down: "M3 6l5 5 5-5",
  grid: "M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z",
  sun: "M8 5a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6L13 13M3 13l1.4-1.4M11.6 4.4L13 3",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z",
  keys: "M1.5 4h13v8h-13zM4 7h.01M6.7 7h.01M9.3 7h.01M12 7h.01M5 9.5h6",
  settings: "M2 4.5h7M13 4.5h1M2 11.5h1M7 11.5h7M11 2.5v4M5 9.5v4",
  info: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.2v4M8 4.8h.01",
  warning: "M8 2l6.5 11.5h-13zM8 6.5v3.5M8 11.8h.01",
  copy: "M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8V3",
  plus: "M8 3v10M3 8h10",
  note: "M3 2.5h10v8L9.5 13.5H3zM5.5 6h5M5.5 8.8h3",
  open: "M9 2.5h4.5V7M13.5 2.5L7.5 8.5M6 3.5H2.5v10h10V10",
  similar: "M2.5 5.5h8v8h-8zM5.5 5.5v-3h8v8h-3",
  jobs: "M2 4h8M2 8h12M2 12h5",
  picture: "M2 3h12v10H2zM2 11.5l4-4 3 3 2-2 3 3M10.5 6h.01",
  film: "M2 3h12v10H2zM5 3v10M11 3v10M2 6.3h3M2 9.7h3M11 6.3h3M11 9.7h3",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
