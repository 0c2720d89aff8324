import { Link } from "@tanstack/react-router";
import { type PairingState, usePairing } from "@/api/pairing";
import { isRevoked, useSession } from "@/api/session";
import { MarkGlyph } from "@/components/mark";
import { useTitle } from "@/lib/use-title";
import "./pair.css";

/** A screen that nobody types on asks to be let in: a code to be read from three metres, and what to do with it elsewhere. */
export function PairScreen({ isDesk = false }: { isDesk?: boolean }) {
  const pairing = usePairing();
  const wasLetIn = isRevoked(useSession());
  useTitle("Pair this screen");
  return (
    <main className="pair">
      <header>
        <MarkGlyph />
        <b>Heartbeat</b>
      </header>
      <section aria-label="Pair this screen">
        <h1>{wasLetIn ? "Pair this screen again" : "Pair this screen"}</h1>
        <Code pairing={pairing} />
        <Steps pairing={pairing} />
      </section>
      <footer>
        {wasLetIn && <span>It was let in before, and that was ended.</span>}
        {isDesk && (
          <span>
            Somebody types here? <Link to="/sign-in">Sign in</Link> instead.
          </span>
        )}
      </footer>
    </main>
  );
}

function Code({ pairing }: { pairing: PairingState }) {
  const text = pairing.kind === "waiting" ? pairing.code : "\u2013\u2013\u2013-\u2013\u2013\u2013";
  const spoken = [...pairing.code.replace("-", "")].join(" ");
  return (
    <p className={pairing.kind === "waiting" ? "pair-code" : "pair-code pair-no-code"}>
      <span className="visually-hidden">{spoken && `The code is ${spoken}.`}</span>
      <span aria-hidden="true">{text}</span>
    </p>
  );
}

function Steps({ pairing }: { pairing: PairingState }) {
  const address = `${window.location.host}/access`;
  if (pairing.kind === "waiting") {
    return (
      <ol>
        <li>
          On your computer open <b>{address}</b>
        </li>
        <li>Enter this code, and give this screen a name</li>
        <li>The wall appears here by itself</li>
      </ol>
    );
  }
  return (
    <p className="pair-word" role="status">
      {WORDS[pairing.kind]}
    </p>
  );
}

const WORDS: Record<Exclude<PairingState["kind"], "waiting">, string> = {
  asking: "A code is on its way.",
  refused: "It was not let in. Another code follows in half a minute.",
  away: "Heartbeat does not answer. This screen goes on by itself when it does.",
  crowded: "Many screens ask to be let in at this moment. This one asks again in a minute.",
  approved: "It is let in. The wall comes now.",
};
