import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { canSignOut, isSignedOut, type SessionState, session, useSession } from "@/api/session";
import { useLive } from "@/api/use-live";
import { Icon } from "@/components/icon";
import { initials } from "@/components/initials";
import { morePagesFor } from "@/components/pages";
import { Popup } from "@/components/popup";
import { SignInLink } from "@/components/signed-out";
import { fullDay } from "@/lib/calendar";
import { openOverlay } from "@/lib/overlay";
import { followSystem, useFollowsSystem, useTheme } from "@/lib/theme";

const STILL_IN = "You are still signed in: the server did not answer. Try again when it is back.";
const ROLE_WORDS = { viewer: "Viewer: may look", operator: "Operator: may edit", admin: "Administrator: may do all" };

/** The round initials: who is there, what that person may do, and the way out. */
export function UserMenu() {
  const state = useSession();
  const name = state.name;
  const label = name ? `You: ${name}` : "Who you are";
  return (
    <Popup
      label={label}
      className="user-menu"
      sign={<span className="shell-avatar">{name ? initials(name) : <Icon name="person" />}</span>}
    >
      <Who state={state} />
      <Ways state={state} />
    </Popup>
  );
}

function Who({ state }: { state: SessionState }) {
  const zone = useLive((live) => live.board?.timezone) ?? "UTC";
  const known = state.session;
  if (isSignedOut(state)) return <Head title="Signed out">Nobody is signed in in this browser.</Head>;
  if (!known?.who) return <Head title="Heartbeat">The server has not said yet who is there.</Head>;
  if (known.authentication === "off") {
    return (
      <Head title={state.name || "No name yet"}>
        {state.name
          ? "Your changes are logged under this name."
          : "Changes ask for the name that they are logged under."}{" "}
        Nobody signs in on this server.
      </Head>
    );
  }
  const until = known.who.expires_at ? `, until ${fullDay(known.who.expires_at, zone)}` : "";
  return (
    <Head title={known.who.name}>
      {ROLE_WORDS[known.who.role]}
      {until}
    </Head>
  );
}

function Head({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="user-head">
      <b>{title}</b>
      <p>{children}</p>
    </div>
  );
}

function Ways({ state }: { state: SessionState }) {
  const [theme, toggle] = useTheme();
  const follows = useFollowsSystem();
  const isOpen = state.session?.authentication === "off";
  const [trouble, setTrouble] = useState("");
  const leave = () =>
    session.signOut().then(
      () => setTrouble(""),
      () => setTrouble(STILL_IN),
    );
  return (
    <div className="popup-ways">
      {morePagesFor(state).map(({ to, title }) => (
        <Link key={to} to={to}>
          {title}
        </Link>
      ))}
      {isOpen && (
        <button type="button" onClick={() => void session.askName()}>
          {state.name ? "Change this name" : "Say who you are"}
        </button>
      )}
      <button type="button" className="only-narrow" onClick={() => openOverlay("feedback")}>
        Send feedback
      </button>
      <button type="button" className="only-narrow" onClick={toggle}>
        Show in {theme === "dark" ? "light" : "dark"} colours
      </button>
      {isSignedOut(state) && <SignInLink />}
      {!follows && (
        <button type="button" onClick={followSystem}>
          Colours as the system has them
        </button>
      )}
      {canSignOut(state) && (
        <button type="button" onClick={() => void leave()}>
          Sign out
        </button>
      )}
      {trouble && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}
