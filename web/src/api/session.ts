import { useSyncExternalStore } from "react";
import { isTelevision } from "@/lib/television";
import { ApiProblem, ask, onSignInRequired } from "./http";
import { InOrder } from "./in-order";
import type { components } from "./schema.gen";

/** Who sits before this screen, and what that person may do. The server decides; the page only leaves out what it would refuse. */

export type Session = components["schemas"]["SessionShape"];
export type AccessRole = NonNullable<Session["who"]>["role"];

export interface SessionState {
  /** Null until the server has said it. */
  session: Session | null;
  /** Somebody was let in since this page was loaded, and has not signed out. */
  wasIn: boolean;
  /** The name that edits are logged under: of whoever is signed in, else the one that this browser keeps. Empty when there is none. */
  name: string;
  /** Somebody has to say who edits before anything goes on. */
  isAskingName: boolean;
}

const RANKS: Record<AccessRole, number> = { viewer: 0, operator: 1, admin: 2 };
const NAME_KEY = "heartbeat-operator";
const CHANNEL = "heartbeat-session";
const NOBODY_ASKED: SessionState = { session: null, wasIn: false, name: "", isAskingName: false };

/** Keeps who is there. Another tab that signs in or out is heard of. */
export class SessionStore {
  private state: SessionState = NOBODY_ASKED;
  private readonly listeners = new Set<() => void>();
  private readonly channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);
  private answerName: ((name: string | null) => void) | null = null;
  private loading: Promise<void> | null = null;
  private readonly questions = new InOrder();
  private leave: () => void = () => undefined;

  constructor() {
    this.state = { ...this.state, name: keptName() };
    if (this.channel) {
      this.channel.onmessage = (event: MessageEvent<string>) => {
        if (event.data === "out") this.left();
        // One that is being asked was asked before.
        this.loading = null;
        void this.load();
      };
    }
    // However many answers say so at once, one question finds out why.
    onSignInRequired(() => void this.load());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): SessionState => this.state;

  /** Call `leave` when whoever was signed in has signed out, in this tab or another. */
  onLeave(leave: () => void): void {
    this.leave = leave;
  }

  /** Ask the server who is there. Without an answer nothing changes: what is on show stays. */
  load(): Promise<void> {
    this.loading ??= this.ask("GET")
      .catch(() => undefined)
      .finally(() => {
        this.loading = null;
      });
    return this.loading;
  }

  /** Sign in with a token. Throws the server's own words when it is refused. */
  async signIn(token: string): Promise<void> {
    await this.ask("POST", { token });
    this.channel?.postMessage("in");
  }

  /** End the session on the server. */
  async signOut(): Promise<void> {
    await this.ask("DELETE");
    this.left();
    this.channel?.postMessage("out");
  }

  /** The name that edits are logged under; asked of the person when nobody has said it yet. Null: they would rather not. */
  operatorName(): Promise<string | null> {
    if (this.state.name) return Promise.resolve(this.state.name);
    return this.askName();
  }

  /** Ask for the name, whether one is known or not. */
  askName(): Promise<string | null> {
    this.answerName?.(null);
    return new Promise((resolve) => {
      this.answerName = resolve;
      this.change({ isAskingName: true });
    });
  }

  /** What the person answered; null when they closed the question. */
  giveName(name: string | null): void {
    const given = name?.trim() || null;
    if (given) keepName(given);
    this.change({ isAskingName: false, ...(given ? { name: given } : {}) });
    this.answerName?.(given);
    this.answerName = null;
  }

  private left(): void {
    this.change({ wasIn: false });
    this.leave();
  }

  private async ask(method: "GET" | "POST" | "DELETE", body?: unknown): Promise<void> {
    const changes = method !== "GET";
    const order = this.questions.next();
    const response = await ask("/api/session", {
      method,
      ...(changes ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body ?? {}) } : {}),
    });
    // Who has just signed in or out knows better than every question before that.
    if (response.ok) return this.take((await response.json()) as Session, changes ? this.questions.next() : order);
    const said = await response.json().catch(() => ({}));
    throw new ApiProblem(
      response.status,
      said.code ?? `http-${response.status}`,
      said.message ?? `The server answered ${response.status}.`,
      said.hint || null,
    );
  }

  private take(session: Session, order: number): void {
    if (!this.questions.counts(order)) return;
    this.questions.take(order);
    const signedIn = session.authentication === "on" ? (session.who?.name ?? "") : keptName();
    this.change({ session, name: signedIn, wasIn: this.state.wasIn || session.who !== null });
  }

  private change(part: Partial<SessionState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }
}

export const session = new SessionStore();

/** Whether whoever is there has this role or a higher one; false until the server has said who it is. A television only looks. */
export function may(role: AccessRole): boolean {
  if (role !== "viewer" && isTelevision()) return false;
  return reaches(session.read(), role);
}

export function reaches({ session }: SessionState, role: AccessRole): boolean {
  return session?.who ? RANKS[session.who.role] >= RANKS[role] : false;
}

/** Authentication is on, and nobody is signed in. What is on show may stay, unless somebody ended the access. */
export function isSignedOut({ session }: SessionState): boolean {
  return session !== null && session.authentication === "on" && session.who === null;
}

/** Who came with a token may leave; a proxy's word or a paired screen is not this page's to end. */
export function canSignOut({ session }: SessionState): boolean {
  return session?.who?.by === "token";
}

/** Somebody ended the access of this screen or person: its numbers go. */
export function isRevoked({ session }: SessionState): boolean {
  return session?.who === null && session.refusal === "revoked";
}

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.read);
}

/** As `may`, and the component is drawn again when it changes. */
export function useMay(role: AccessRole): boolean {
  return useSyncExternalStore(session.subscribe, () => may(role));
}

/** The name that an edit is logged under; a small dialog asks for it where nobody signs in. Null: the person closed it. */
export function operatorName(): Promise<string | null> {
  return session.operatorName();
}

function keptName(): string {
  try {
    return localStorage.getItem(NAME_KEY) ?? "";
  } catch {
    return "";
  }
}

function keepName(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch {
    // A private window asks again next time.
  }
}
