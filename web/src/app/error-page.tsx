import { type ErrorComponentProps, Link } from "@tanstack/react-router";

/** Something in the page itself broke: say so, keep the way back. */
export function ErrorPage({ error }: ErrorComponentProps) {
  return (
    <main className="grid min-h-screen place-content-center justify-items-start gap-4 p-6">
      <h1 className="text-3xl font-bold tracking-tight">This page broke</h1>
      <p className="max-w-prose text-text-2">{error instanceof Error ? error.message : String(error)}</p>
      <a href="/" className="rounded-lg bg-raised px-4 py-2 font-semibold">
        Back to the cockpit
      </a>
    </main>
  );
}

export function NotFoundPage() {
  return (
    <main className="grid min-h-screen place-content-center justify-items-start gap-4 p-6">
      <h1 className="text-3xl font-bold tracking-tight">There is no such page</h1>
      <p className="max-w-prose text-text-2">The address may be mistyped, or the page came with another version.</p>
      <Link to="/" className="rounded-lg bg-raised px-4 py-2 font-semibold">
        To the cockpit
      </Link>
    </main>
  );
}
