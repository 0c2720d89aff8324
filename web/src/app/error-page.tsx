import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { live } from "@/api/live";
import { MarkGlyph } from "@/components/mark";
import { PartMissing } from "@/lib/page-part";
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

/** What draws a metric was never loaded. The page says what it says of a metric without an answer, and comes when the server is back. */
function MissingPage() {
  useEffect(() => {
    const revived = new AbortController();
    void revive(PAGE_WAIT_MILLISECONDS, revived.signal);
    return () => revived.abort();
  }, []);
  return (
    <Notice
      title="This metric cannot be shown now"
      text="The server does not answer. The cockpit still shows the last good values."
    >
      <Link to="/" className={WAY}>
        To the cockpit
      </Link>
    </Notice>
  );
}

function BrokenPage({ error }: ErrorComponentProps) {
  return (
    <Notice title="This page broke" text={error instanceof Error ? error.message : String(error)}>
      <a href="/" className={WAY}>
        Back to the cockpit
      </a>
    </Notice>
  );
}

export function NotFoundPage() {
  return (
    <AppShell>
      <Notice title="There is no such page" text="The address may be mistyped, or the page came with another version.">
        <Link to="/" className={WAY}>
          To the cockpit
        </Link>
      </Notice>
    </AppShell>
  );
}

const WAY = "rounded-lg bg-text-1 px-4 py-2 font-semibold text-surface";

/** What happened, and the one way on. */
function Notice({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <main className="grid min-h-[80vh] place-content-center justify-items-start gap-4 p-6">
      <h1 className="text-3xl font-bold tracking-tight">{title}</h1>
      <p className="max-w-prose text-text-2">{text}</p>
      {children}
    </main>
  );
}
