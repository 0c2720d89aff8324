import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { session, useSession } from "@/api/session";
import { MarkGlyph } from "@/components/mark";
import { ProblemNote } from "@/components/problem-note";
import { useSignedOutWords } from "@/components/signed-out";
import { useTitle } from "@/lib/use-title";
import { wayBack } from "./way-back";
import "@/components/card.css";
import "./sign-in.css";

/** A token lets a person in. What one is, how one gets it, and what to do on a screen where nobody types. */
export function SignInPage() {
  const { session: known } = useSession();
  const { from } = useSearch({ strict: false }) as { from?: string };
  useTitle("Sign in");
  return (
    <main className="sign-in">
      <section className="card sign-in-card">
        <MarkGlyph />
        {known?.authentication === "off" ? (
          <Open />
        ) : known?.who ? (
          <Inside name={known.who.name} from={from} />
        ) : (
          <Form from={from} />
        )}
      </section>
    </main>
  );
}

function Form({ from }: { from: string | undefined }) {
  const router = useRouter();
  const why = useSignedOutWords();
  const refusal = useSession().session?.refusal;
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState<Error | null>(null);
  const [isAsking, setAsking] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsking(true);
    setProblem(null);
    try {
      await session.signIn(token.trim());
      router.history.push(wayBack(from));
    } catch (error) {
      setProblem(error as Error);
      setAsking(false);
    }
  };
  return (
    <>
      <h1>Sign in</h1>
      {refusal && refusal !== "signed-out" && <p role="status">{why}.</p>}
      <form onSubmit={(event) => void submit(event)} className="dialog-form">
        <label className="field">
          <span>Your token</span>
          <input
            type="password"
            name="token"
            // biome-ignore lint/a11y/noAutofocus: there is nothing else to do on this page
            autoFocus
            required
            autoComplete="current-password"
            spellCheck={false}
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        {problem && <ProblemNote problem={problem} />}
        <button type="submit" className="button button-main" disabled={!token.trim() || isAsking}>
          {isAsking ? "Signing in" : "Sign in"}
        </button>
      </form>
      <dl className="sign-in-help">
        <dt>What is a token?</dt>
        <dd>
          Your key to this cockpit, a line that begins with <code>hb_</code>. It carries your name and what you may do.
        </dd>
        <dt>How do I get one?</dt>
        <dd>
          From an administrator, who makes it on the page <b>Access</b>, or on the server with{" "}
          <code>heartbeat token create --role operator --name NAME</code>.
        </dd>
        <dt>Is this a screen on a wall?</dt>
        <dd>
          Nobody has to type on it: <Link to="/pair">pair this screen</Link> instead.
        </dd>
      </dl>
    </>
  );
}

function Inside({ name, from }: { name: string; from: string | undefined }) {
  return (
    <>
      <h1>You are signed in</h1>
      <p>
        As <b>{name}</b>, in this browser.
      </p>
      <div className="page-ways">
        <a href={wayBack(from)} className="button button-main">
          Go on
        </a>
        <button type="button" className="button" onClick={() => void session.signOut()}>
          Sign out
        </button>
      </div>
    </>
  );
}

function Open() {
  return (
    <>
      <h1>Nobody signs in here</h1>
      <p>Authentication is off on this server: whoever reaches it may look and edit.</p>
      <div className="page-ways">
        <Link to="/" className="button button-main">
          To the cockpit
        </Link>
      </div>
    </>
  );
}
