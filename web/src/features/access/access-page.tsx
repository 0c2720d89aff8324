import { useQuery } from "@tanstack/react-query";
import { type Access, accessQuery } from "@/api/access";
import { useSession } from "@/api/session";
import { useLive } from "@/api/use-live";
import { Outdated } from "@/components/outdated";
import { PageProblem } from "@/components/page-problem";
import { useTitle } from "@/lib/use-title";
import { ScreensCard } from "./screens-card";
import { TokensCard } from "./tokens-card";
import { WaitingCard } from "./waiting-card";
import "@/components/card.css";
import "./access.css";

/** Who may come in: screens that ask to be let in, those that are paired, and the tokens of people and programs. */
export function AccessPage() {
  const asked = useQuery(accessQuery());
  const { session } = useSession();
  useTitle("Access");
  if (session?.authentication === "off") return <Open />;
  if (asked.data) return <Loaded access={asked.data} outdated={asked.error !== null} />;
  if (asked.error)
    return <PageProblem title="Access cannot be shown now" problem={asked.error} again={() => void asked.refetch()} />;
  return (
    <main className="access" aria-busy="true" aria-label="Loading who may come in">
      <div className="skeleton skeleton-top" />
      <div className="card skeleton skeleton-low" />
    </main>
  );
}

function Loaded({ access, outdated }: { access: Access; outdated: boolean }) {
  const zone = useLive((state) => state.board?.timezone) ?? "UTC";
  const screens = access.devices.filter((each) => each.revoked_at === null).length;
  return (
    <main className="access">
      <header className="access-top">
        <h1>Access</h1>
        {outdated && <Outdated />}
        <p>
          <b>{screens === 1 ? "1 screen" : `${screens} screens`}</b> let in.{" "}
          {access.waiting.length > 0 && `${access.waiting.length} waiting.`}
        </p>
      </header>
      <div className="access-grid">
        <div>
          <WaitingCard waiting={access.waiting} zone={zone} />
          <ScreensCard devices={access.devices} zone={zone} />
        </div>
        <TokensCard tokens={access.tokens} zone={zone} />
      </div>
    </main>
  );
}

/** On loopback nobody signs in, so there is nobody to let in. */
function Open() {
  return (
    <main className="access">
      <header className="access-top">
        <h1>Access</h1>
      </header>
      <section className="card pad access-open">
        <h2>Nobody signs in on this server</h2>
        <p>
          It is reached from its own machine alone, and whoever sits there may look and edit. With{" "}
          <code>HEARTBEAT_AUTHENTICATION=on</code>, or an address that other machines reach, people sign in with tokens
          and screens are paired on this page.
        </p>
      </section>
    </main>
  );
}
