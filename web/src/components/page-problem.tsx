import { Link } from "@tanstack/react-router";
import { ApiProblem } from "@/api/http";
import { SignInLink } from "./signed-out";
import { Ticked } from "./ticked";

interface PageProblemProps {
  title: string;
  problem: Error;
  /** In the place of the server's own hint. */
  hint?: string | undefined;
  /** Null where asking again would change nothing. */
  again: (() => void) | null;
  /** What it is called, where it is not the same once more. */
  againName?: string;
}

/** A page that cannot be filled: what happened in the server's own words, and the ways on. */
export function PageProblem({ title, problem, hint, again, againName = "Try again" }: PageProblemProps) {
  const known = problem instanceof ApiProblem ? problem : null;
  const isRefused = known?.status === 401 || known?.status === 403;
  const advice = hint ?? known?.hint;
  return (
    <main className="page-problem">
      <h1>
        {known?.status === 401 ? "You are signed out" : known?.status === 403 ? "This needs another role" : title}
      </h1>
      <p>
        <Ticked
          text={known ? known.message : "The server does not answer. The cockpit still shows the last good values."}
        />
      </p>
      {advice && (
        <p>
          <Ticked text={advice} />
        </p>
      )}
      <div className="page-ways">
        {known?.status === 401 && <SignInLink className="button button-main" />}
        <Link to="/" className={known?.status === 401 ? "button" : "button button-main"}>
          To the cockpit
        </Link>
        {again && !isRefused && (
          <button type="button" className="button" onClick={again}>
            {againName}
          </button>
        )}
      </div>
    </main>
  );
}
