import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { live } from "@/api/live";
import { MarkGlyph } from "@/components/mark";
import { reviveWall } from "./revive-wall";

/** Something in the page itself broke. At a desk: say so, keep the way back. On the wall nobody comes to press anything. */
export function ErrorPage(props: ErrorComponentProps) {
  return window.location.pathname === "/" ? <BrokenWall {...props} /> : <BrokenPage {...props} />;
}

function BrokenWall({ error, reset }: ErrorComponentProps) {
  useEffect(() => {
    console.error(error);
    // A kept board that this page cannot draw is no use to anybody; without it the wall starts as on its first day.
    if (live.forget()) reset();
    const revived = new AbortController();
    void reviveWall(revived.signal);
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
    <Notice title="There is no such page" text="The address may be mistyped, or the page came with another version.">
      <Link to="/" className={WAY}>
        To the cockpit
      </Link>
    </Notice>
  );
}

const WAY = "rounded-lg bg-raised px-4 py-2 font-semibold";

/** What happened, and the one way on. */
function Notice({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <main className="grid min-h-screen place-content-center justify-items-start gap-4 p-6">
      <h1 className="text-3xl font-bold tracking-tight">{title}</h1>
      <p className="max-w-prose text-text-2">{text}</p>
      {children}
    </main>
  );
}
