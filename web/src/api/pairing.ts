import { useEffect, useSyncExternalStore } from "react";
import { answerOf, client } from "./client";
import { ApiProblem } from "./http";
import { session } from "./session";

/** How the request of this screen to be let in stands. */
export interface PairingState {
  /** `asking`: no code yet. `away`: the server or its database does not answer. `crowded`: too many ask. */
  kind: "asking" | "waiting" | "refused" | "away" | "crowded" | "approved";
  /** What the screen shows, such as `K7Q-X42`; empty until the server gave one. */
  code: string;
}

const NOT_ASKED: PairingState = { kind: "asking", code: "" };
const AWAY_MILLISECONDS = 5000;
/** After somebody said no: long enough to be read, short enough for whoever pressed the wrong button. */
const REFUSED_MILLISECONDS = 30_000;
const CROWDED_MILLISECONDS = 60_000;
const DEFAULT_POLL_SECONDS = 2;

/** Asks to be let in, shows the code, gets another when that one ends, and goes on through every outage. */
export class Pairing {
  private state: PairingState = NOT_ASKED;
  private readonly listeners = new Set<() => void>();
  private pollMilliseconds = DEFAULT_POLL_SECONDS * 1000;
  private running: AbortController | null = null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): PairingState => this.state;

  /** Ask until this screen is let in, or `stop`. */
  start(): void {
    if (this.running) return;
    this.running = new AbortController();
    this.change(NOT_ASKED);
    void this.run(this.running.signal);
  }

  stop(): void {
    this.running?.abort();
    this.running = null;
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pause = await this.step();
      if (signal.aborted || pause === null) return;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** One question to the server; the milliseconds until the next, null when there is none. */
  private async step(): Promise<number | null> {
    try {
      return this.state.kind === "waiting" ? await this.look() : await this.ask();
    } catch (problem) {
      const isCrowded = problem instanceof ApiProblem && (problem.status === 429 || problem.code === "pairing-crowded");
      this.change({ kind: isCrowded ? "crowded" : "away", code: "" });
      return isCrowded ? CROWDED_MILLISECONDS : AWAY_MILLISECONDS;
    }
  }

  private async ask(): Promise<number> {
    const { code, poll_seconds } = await answerOf(client.POST("/api/pairing", { body: {} }));
    this.pollMilliseconds = poll_seconds * 1000;
    this.change({ kind: "waiting", code });
    return this.pollMilliseconds;
  }

  private async look(): Promise<number | null> {
    const { state } = await answerOf(client.GET("/api/pairing"));
    if (state === "waiting") return this.pollMilliseconds;
    if (state === "approved") {
      this.change({ kind: "approved", code: "" });
      await session.load();
      return null;
    }
    this.change(state === "refused" ? { kind: "refused", code: "" } : NOT_ASKED);
    return state === "refused" ? REFUSED_MILLISECONDS : 0;
  }

  private change(next: PairingState): void {
    this.state = next;
    for (const listener of this.listeners) listener();
  }
}

export const pairing = new Pairing();
let showing = 0;

/** While it is on show, this screen asks to be let in. */
export function usePairing(): PairingState {
  useEffect(() => {
    showing += 1;
    pairing.start();
    return () => {
      showing -= 1;
      if (showing === 0) pairing.stop();
    };
  }, []);
  return useSyncExternalStore(pairing.subscribe, pairing.read);
}
