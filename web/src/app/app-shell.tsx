import { Link, Outlet } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useRef } from "react";
import { isRevoked, isSignedOut, useSession } from "@/api/session";
import { Icon } from "@/components/icon";
import { MarkGlyph } from "@/components/mark";
import { pagesFor } from "@/components/pages";
import { Popup } from "@/components/popup";
import { ThemeButton } from "@/components/theme-button";
import { openOverlay } from "@/lib/overlay";
import { loadPart } from "@/lib/page-part";
import { Freshness } from "./freshness";
import { SignedOutBar } from "./signed-out-bar";
import { ToSignIn } from "./to-sign-in";
import { UserMenu } from "./user-menu";
import "./app-shell.css";
import "./shell-tools.css";

const OpenCount = lazy(() =>
  loadPart(() => import("@/components/alerts/open-count")).then(
    ({ OpenCount }) => ({ default: OpenCount }),
    // The way is there without it.
    () => ({ default: () => null }),
  ),
);

/** What all pages but the wall share: the ways to the others, how fresh the board is, who is there. Holds the route's page, or another. */
export function AppShell({ children }: { children?: ReactNode }) {
  const content = useRef<HTMLDivElement>(null);
  const who = useSession();
  // Nothing is on show yet that a sign-in could cover.
  if (isSignedOut(who) && (!who.wasIn || isRevoked(who))) return <ToSignIn />;
  return (
    <div className="shell">
      <button type="button" className="skip-link" onClick={() => content.current?.focus()}>
        Skip to the content
      </button>
      <header className="shell-bar">
        <Link to="/" className="shell-mark" aria-label="Heartbeat">
          <MarkGlyph />
          <b>Heartbeat</b>
        </Link>
        <Pages />
        <div className="shell-tools">
          <Freshness />
          <FindField />
          <ThemeButton />
          <button type="button" className="tool" title="Send feedback" onClick={() => openOverlay("feedback")}>
            <Icon name="speech" />
            <span>feedback</span>
          </button>
          <UserMenu />
        </div>
      </header>
      {isSignedOut(who) && <SignedOutBar />}
      <div className="shell-content" ref={content} tabIndex={-1}>
        {children ?? <Outlet />}
      </div>
    </div>
  );
}

/** The pages in a row; where there is no room for it, behind one button. */
function Pages() {
  const pages = pagesFor(useSession());
  const links = (className: string) =>
    pages.map(({ to, title }) => (
      <Link key={to} to={to} className={className} activeOptions={{ exact: to === "/", includeSearch: false }}>
        {title}
        {to === "/alerts" && (
          <Suspense>
            <OpenCount />
          </Suspense>
        )}
      </Link>
    ));
  return (
    <nav className="shell-nav" aria-label="Pages">
      <div className="shell-links">{links("shell-link")}</div>
      <Popup label="Pages" className="shell-pages" side="left" sign={<Icon name="menu" />}>
        <div className="popup-ways">{links("")}</div>
      </Popup>
    </nav>
  );
}

/** Looks like a field, and opens the search for anything. */
function FindField() {
  return (
    <button
      type="button"
      className="shell-find"
      title="Find a metric or page (Ctrl K)"
      onClick={() => openOverlay("palette")}
    >
      <Icon name="search" />
      <span>Find a metric or page</span>
      <kbd>/</kbd>
    </button>
  );
}
