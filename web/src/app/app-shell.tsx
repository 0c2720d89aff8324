import { Link, Outlet } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useLive } from "@/api/use-live";
import { MarkGlyph } from "@/components/mark";
import { ThemeButton } from "@/components/theme-button";
import { useWaiting } from "@/components/use-waiting";
import { oldText, since } from "@/lib/age";
import { useClock } from "@/lib/use-clock";
import "./app-shell.css";

/** What all pages but the wall share: where one is, how fresh the board is, the theme. Holds the route's page, or another. */
export function AppShell({ children }: { children?: ReactNode }) {
  return (
    <div className="shell">
      <nav className="shell-nav" aria-label="Pages">
        <Link to="/" className="shell-mark" aria-label="Heartbeat">
          <MarkGlyph />
          <b>Heartbeat</b>
        </Link>
        <Link to="/" className="shell-link" activeOptions={{ exact: true }}>
          Cockpit
        </Link>
        <Link to="/sources" className="shell-link">
          Sources
        </Link>
        <Freshness />
        <ThemeButton />
      </nav>
      {children ?? <Outlet />}
    </div>
  );
}

function Freshness() {
  const offline = useLive((state) => state.connection.offlineSince !== null);
  const database = useLive((state) => state.database);
  const job = useLive((state) => state.job);
  const waiting = useWaiting();
  const publishedAt = useLive((state) => state.board?.published_at ?? null);
  const age = useClock((at) => oldText(since(publishedAt, at) ?? 0));
  const trouble = offline ? "offline" : database === "down" ? "database away" : null;
  if (trouble) {
    return (
      <span className="shell-freshness shell-trouble">
        {trouble}
        <span className="shell-more">, last good values</span>
      </span>
    );
  }
  const text =
    job && !waiting
      ? "beat running"
      : [publishedAt && `board ${age}`, waiting && "waiting for a worker"].filter(Boolean).join(", ");
  return <span className="shell-freshness">{text}</span>;
}
