import { QueryErrorResetBoundary } from "@tanstack/react-query";
import { useState } from "react";
import { Link, Route, Switch, useLocation } from "wouter";
import "./App.css";
import { KeyHelp } from "./labelling/KeyHelp";
import { Refusals, SaveState } from "./labelling/SaveState";
import { useKeyboard, useKeys } from "./labelling/useKeys";
import { useWriter } from "./labelling/writes";
import { Preferences } from "./Preferences";
import { JobsTray } from "./pages/JobsTray";
import Labels from "./pages/Labels";
import Learn from "./pages/Learn";
import Library from "./pages/Library";
import LibraryMap from "./pages/LibraryMap";
import Review from "./pages/Review";
import Search from "./pages/Search";
import Selection from "./pages/Selection";
import Shot from "./pages/Shot";
import ShotTable from "./pages/ShotTable";
import { useGoKeys } from "./pages/useGoKeys";
import Versions from "./pages/Versions";
import { IconButton } from "./parts/Button";
import { ErrorBoundary } from "./parts/ErrorBoundary";
import { Icon } from "./parts/icons";
import { useTheme, useThemeOnPage } from "./parts/preferences";
import { Toasts } from "./parts/Toast";
import { usePageTitle } from "./parts/title";

/** All in one bundle: a page can be gone to while the server is away. */
const PAGES = {
  "/": Library,
  "/labels": Labels,
  "/labels/:label/search": Search,
  "/labels/:label/learn": Learn,
  "/labels/:label/review": Review,
  "/labels/:label/versions": Versions,
  "/labels/:label/selections/:feed": Selection,
  "/search": Search,
  "/shots/:shot": Shot,
  "/map": LibraryMap,
  "/table": ShotTable,
};

const PLACES = [
  ["/", "Library"],
  ["/labels", "Labels"],
  ["/search", "Search"],
  ["/map", "Map"],
  ["/table", "Table"],
] as const;

const LIGHT = "(prefers-color-scheme: light)";

export function App() {
  const [open, setOpen] = useState<"keys" | "preferences" | null>(null);
  useThemeOnPage();
  useWriter();
  useKeyboard();
  return (
    <div className="shell">
      <Keys onHelp={() => setOpen("keys")} />
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <TopBar onKeys={() => setOpen("keys")} onPreferences={() => setOpen("preferences")} />
      <Refusals />
      <main id="main" tabIndex={-1}>
        <Pages />
      </main>
      <Toasts />
      {open === "keys" && (
        <KeyHelp onClose={() => setOpen(null)} onChange={() => setOpen("preferences")} />
      )}
      {open === "preferences" && <Preferences onClose={() => setOpen(null)} />}
    </div>
  );
}

/** Keys of every page. It stands first, so that a page's own come before them. */
function Keys({ onHelp }: { onHelp: () => void }) {
  useGoKeys();
  useKeys({ help: onHelp });
  return null;
}

function TopBar({ onKeys, onPreferences }: { onKeys: () => void; onPreferences: () => void }) {
  const [place] = useLocation();
  const [theme, setTheme] = useTheme();
  const isLight = theme === "system" ? matchMedia(LIGHT).matches : theme === "light";
  return (
    <header className="top-bar">
      <span className="brand">shotseer</span>
      <nav aria-label="Main">
        {PLACES.map(([path, title]) => {
          const here = path === "/" ? place === "/" : place.startsWith(path);
          return (
            <Link key={path} href={path} aria-current={here ? "page" : undefined}>
              {title}
            </Link>
          );
        })}
      </nav>
      <div className="top-tools">
        <SaveState />
        <JobsTray />
        <IconButton
          label={isLight ? "Dark theme" : "Light theme"}
          icon={<Icon name={isLight ? "moon" : "sun"} />}
          onClick={() => setTheme(isLight ? "dark" : "light")}
        />
        <IconButton label="Keys" action="help" icon={<Icon name="keys" />} onClick={onKeys} />
        <IconButton label="Preferences" icon={<Icon name="settings" />} onClick={onPreferences} />
      </div>
    </header>
  );
}

function Pages() {
  const [place] = useLocation();
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <ErrorBoundary key={place} onReset={reset}>
          <Switch>
            {Object.entries(PAGES).map(([path, Page]) => (
              <Route key={path} path={path} component={Page} />
            ))}
            <Route>
              <Nowhere />
            </Route>
          </Switch>
        </ErrorBoundary>
      )}
    </QueryErrorResetBoundary>
  );
}

function Nowhere() {
  usePageTitle("No such page");
  return (
    <div className="page">
      <h1>There is no such page</h1>
      <p>
        The address may be misspelt. <Link href="/">To the library</Link>
      </p>
    </div>
  );
}
