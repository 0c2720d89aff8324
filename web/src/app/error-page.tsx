import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { live } from "@/api/live";
import { MarkGlyph } from "@/components/mark";
import { openOverlay } from "@/lib/overlay";
import { PartMissing } from "@/lib/page-part";
import "@/components/card.css";
import { AppShell } from "./app-shell";
import { revive } from "./revive";

const WALL_WAIT_MILLISECONDS = 30_000;
const PAGE_WAIT_MILLISECONDS = 3000;

/** Something in the page itself broke. At a desk: say so, keep the way back. On the wall nobody comes to press anything. */
export function ErrorPage(props: ErrorComponentProps) {
  if (window.location.pathname === "/") return <BrokenWall {...props} />;
  return props.error instanceof PartMissing ? <MissingPage /> : <BrokenPage {...props} />;
}

function BrokenWall({ error, reset }: ErrorComponentProps) {
  useEffect(() => {
    console.error(error);
    // A kept board that this page cannot draw is no use to anybody; without it the wall starts as on its first day.
    if (live.forget()) reset();
    const revived = new AbortController();
    void revive(WALL_WAIT_MILLISECONDS, revived.signal);
    return () => revived.abort();
  }, [error, reset]);
  return (
    <main className="wall wall-waiting">
      <section className="empty" aria-label="Starting again">
        <MarkGlyph />
        <h2>This wall starts again</h2>
        <p>
          Something on it could not be drawn. It loads anew by itself within a minute, as soon as the server answers.
        </p>
      </section>
    </main>
  );
}

/** What draws this page was never loaded. It says so as a page without an answer does, and comes when the server is back. */
function MissingPage() {
  useEffect(() => {
    const revived = new AbortController();
    void revive(PAGE_WAIT_MILLISECONDS, revived.signal);
    return () => revived.abort();
  }, []);
  const what = /^\/metrics\/./.test(window.location.pathname) ? "This metric" : "This page";
  return (
    <Notice
      title={`${what} cannot be shown now`}
      text="The server does not answer. The cockpit still shows the last good values, and this page comes by itself."
    >
      <Link to="/" className="button button-main">
        To the cockpit
      </Link>
    </Notice>
  );
}

/** A fault of the page itself: what it said helps whoever mends it, so the form for feedback is one press away. */
function BrokenPage({ error }: ErrorComponentProps) {
  useEffect(() => console.error(error), [error]);
  return (
    <Notice
      title="This page broke"
      text="Something on it could not be drawn; no number was lost. Loading it again may be enough."
      detail={error instanceof Error ? error.message : String(error)}
    >
      <button type="button" className="button button-main" onClick={() => window.location.reload()}>
        Load it again
      </button>
      <a href="/" className="button">
        To the cockpit
      </a>
      <button type="button" className="button" onClick={() => openOverlay("feedback")}>
        Tell those who run this
      </button>
    </Notice>
  );
}

export function NotFoundPage() {
  return (
    <AppShell>
      <Notice
        title="There is no such page"
        text="The address may be mistyped, or the page came with another version."
        detail={window.location.pathname}
      >
        <Link to="/" className="button button-main">
          To the cockpit
        </Link>
        <button type="button" className="button" onClick={() => openOverlay("palette")}>
          Find a metric or page
        </button>
      </Notice>
    </AppShell>
  );
}

interface NoticeProps {
  title: string;
  text: string;
  /** In the words of the machine. */
  detail?: string;
  children: ReactNode;
}

/** What happened, and the ways on. */
function Notice({ title, text, detail, children }: NoticeProps) {
  return (
    <main className="page-problem">
      <h1>{title}</h1>
      <p>{text}</p>
      {detail && <code>{detail}</code>}
      <div className="page-ways">{children}</div>
    </main>
  );
}
