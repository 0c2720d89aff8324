import { POLL_SECONDS, pauseMilliseconds } from "@/lib/connection";
import { Naps } from "@/lib/naps";
import { clockSkew, now, setByEarlierVisit } from "@/lib/wall-clock";
import type { Board, Job } from "./board";
import { answerOf, client } from "./client";
import { readEvents, type StreamEvent } from "./event-stream";
import { ask } from "./http";
import { InOrder } from "./in-order";
import { forgetBoard, keepBoard, keepContact, restoreBoard } from "./last-board";
import { advance, type LiveEvent, type LiveState, NOTHING_YET } from "./live-state";
import { joinTabs, type Tabs, whenLeading } from "./tabs";

const BEAT_POLL_MILLISECONDS = 2000;
/** A board announced while this page slept is found at the latest then. */
const SAFETY_POLL_MILLISECONDS = 60_000;
/** A stream that ends sooner was none: a server that has too many listeners opens it and ends it at once. */
const SHORTEST_STREAM_MILLISECONDS = 5000;
/** A browser's storage answers within milliseconds, or never. */
const STORAGE_MILLISECONDS = 1500;
/** While nobody is signed in: signing in wakes it, and a cookie that another tab got is found by then. */
const REFUSED_MILLISECONDS = 30_000;
/** How often a sign of life is written down, for the "offline since" of a screen that starts without its server. */
const KEEP_CONTACT_MILLISECONDS = 60_000;
/** A pulse lasts 3.5 s; a tile that is drawn anew later, on the way back from its page, pulses no more. */
const PULSE_MILLISECONDS = 4000;

/** Keeps the board current: event stream first, polling when there is none, storage when there is no server. */
export class Live {
  private state: LiveState = NOTHING_YET;
  private readonly listeners = new Set<() => void>();
  private etag: string | null = null;
  private readonly questions = new InOrder();
  private streaming = false;
  private leading = false;
  private readonly naps = new Naps();
  private tabs: Tabs<LiveEvent> | null = null;
  private stopping: AbortController | null = null;
  private contactKeptAt = 0;
  private calming: ReturnType<typeof setTimeout> | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): LiveState => this.state;

  start(): void {
    if (this.stopping) return;
    const stopping = new AbortController();
    this.stopping = stopping;
    this.tabs = joinTabs<LiveEvent>((event) => this.hearTab(event));
    window.addEventListener("online", this.naps.end, { signal: stopping.signal });
    document.addEventListener("visibilitychange", this.naps.end, { signal: stopping.signal });
    void this.begin(stopping.signal);
  }

  stop(): void {
    this.stopping?.abort();
    this.stopping = null;
    this.tabs?.close();
  }

  /** Ask for the board now; true when the server answered. */
  async refresh(): Promise<boolean> {
    const order = this.questions.next();
    try {
      const headers: HeadersInit =
        this.etag && this.state.board && !this.state.restored ? { "if-none-match": this.etag } : {};
      const response = await ask("/api/cockpit", { headers });
      const board = response.ok ? ((await response.json()) as Board) : null;
      if (!this.questions.counts(order)) return true;
      this.questions.take(order);
      if (board) this.show(board, response.headers.get("etag"));
      else if (response.status === 304) this.confirm();
      else if (response.status === 401) this.dispatch({ kind: "refused", at: now() });
      else throw new Error(`the server answered ${response.status}`);
      return true;
    } catch {
      if (this.questions.counts(order)) this.dispatch({ kind: "missed", at: now() });
      return false;
    }
  }

  private show(board: Board, etag: string | null): void {
    this.etag = etag;
    this.dispatch({ kind: "board", board, at: now() });
    void keepBoard({ board, receivedAt: now(), skew: clockSkew() });
  }

  /** The board on show is the server's, with what it says of the database; an open stream knows that sooner. */
  private confirm(): void {
    const told = this.state.board?.database;
    if (told && !this.streaming) this.dispatch({ kind: "database", database: told, at: now() });
    this.dispatch({ kind: "sign", at: now() });
  }

  /** The kept board broke the page: show none until the server's comes. True when it was on show. */
  forget(): boolean {
    const shown = this.state.restored;
    void forgetBoard();
    this.take({ kind: "forgotten" });
    return shown;
  }

  /** Show no board, and keep none: whoever was signed in has left, or may look no more. */
  drop(): void {
    this.etag = null;
    this.questions.take();
    void forgetBoard();
    this.take({ kind: "dropped" });
    // A tab that follows may have heard of a board since it dropped its own.
    if (this.leading) this.tabs?.tell({ kind: "dropped" });
  }

  /** Somebody signed in: ask for the board now, and follow the stream again. */
  resume(): void {
    this.naps.end();
    void this.refresh();
  }

  private async begin(signal: AbortSignal): Promise<void> {
    // Nothing waits for the browser's storage: it may never answer. Whichever board comes first is shown, the server's stays.
    const first = this.refresh();
    void this.restore();
    const led = whenLeading(signal, async () => {
      this.leading = true;
      await first;
      await this.lead(signal);
    });
    await Promise.all([led, this.follow(signal)]);
  }

  private async restore(): Promise<void> {
    const givenUp = setTimeout(() => this.take({ kind: "searched" }), STORAGE_MILLISECONDS);
    const kept = await restoreBoard();
    clearTimeout(givenUp);
    if (kept && !this.state.board) {
      setByEarlierVisit(kept.skew, kept.receivedAt);
      this.take({ kind: "restored", ...kept });
    }
    this.take({ kind: "searched" });
  }

  private async lead(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { connection, refusedSince } = this.state;
      const streamed = connection.missed === 0 && refusedSince === null && (await this.listen(signal));
      if (signal.aborted) return;
      // A stream that just ended is asked about at once; a server that does not answer is given time.
      if (!streamed) await this.naps.take(this.nextPause());
      if (!(await this.pollBeat())) await this.refresh();
    }
  }

  /** A tab that follows asks for itself only when its leader has gone quiet. */
  private async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.leading) {
      await this.naps.take(pauseMilliseconds(this.state.connection, Math.random()));
      const last = this.state.connection.lastContactAt ?? 0;
      if (!this.leading && now() - last > 2 * POLL_SECONDS * 1000) await this.refresh();
    }
  }

  private nextPause(): number {
    const { job, connection, refusedSince } = this.state;
    if (refusedSince !== null && connection.missed === 0) return REFUSED_MILLISECONDS;
    // A server that does not answer is given time, whatever it was at.
    return job && connection.missed === 0 ? BEAT_POLL_MILLISECONDS : pauseMilliseconds(connection, Math.random());
  }

  /** Follow the stream until it ends; false when there was none worth the name. */
  private async listen(signal: AbortSignal): Promise<boolean> {
    let openedAt = Number.POSITIVE_INFINITY;
    const safety = setInterval(() => this.lookForMissed(), SAFETY_POLL_MILLISECONDS);
    const onOpen = () => {
      openedAt = performance.now();
      this.streaming = true;
      // A beat that runs already is shown at once, not only when it next moves.
      void this.pollBeat();
    };
    try {
      const onSign = () => this.dispatch({ kind: "sign", at: now() });
      await readEvents("/api/events", { onOpen, onSign, onEvent: (event) => this.hear(event) }, signal);
    } catch {
      // Ended, silent or refused: the loop asks the server and goes on from there.
    } finally {
      clearInterval(safety);
      this.streaming = false;
    }
    return performance.now() - openedAt > SHORTEST_STREAM_MILLISECONDS;
  }

  /** Not while a beat runs: its end brings the board. */
  private lookForMissed(): void {
    if (this.state.job?.state !== "running") void this.refresh();
  }

  /** A board that another tab was sent is not the one that this tab's own ETag stands for. */
  private hearTab(event: LiveEvent): void {
    if (event.kind === "board") this.etag = null;
    this.take(event);
  }

  private hear({ event, data }: StreamEvent): void {
    const said = JSON.parse(data);
    // Also of the version on show: the server tells of another content by its ETag, and "nothing new" costs next to nothing.
    if (event === "board") void this.refresh();
    if (event === "beat") this.dispatch({ kind: "job", job: said as Job | null, at: now() });
    if (event === "database") this.dispatch({ kind: "database", database: said.database, at: now() });
  }

  /** Without a stream: while a beat runs its progress is polled, not the board. True while one runs. */
  private async pollBeat(): Promise<boolean> {
    if (this.state.connection.missed > 0 || this.state.refusedSince !== null) return false;
    try {
      const job = await answerOf(client.GET("/api/metrics/active-job"));
      if (job || this.state.job) this.dispatch({ kind: "job", job, at: now() });
      return job !== null;
    } catch {
      return false;
    }
  }

  private dispatch(event: LiveEvent): void {
    this.take(event);
    // An answer that this tab missed is its own matter: the others notice the silence and ask for themselves.
    if (this.leading && event.kind !== "missed") this.tabs?.tell(event);
    if (event.kind !== "missed") this.noteContact();
  }

  private noteContact(): void {
    if (now() - this.contactKeptAt < KEEP_CONTACT_MILLISECONDS) return;
    this.contactKeptAt = now();
    void keepContact({ receivedAt: now(), skew: clockSkew() });
  }

  private take(event: LiveEvent): void {
    const before = this.state;
    this.state = advance(before, event);
    if (this.state.newRedAt !== before.newRedAt) {
      clearTimeout(this.calming);
      this.calming = setTimeout(() => this.take({ kind: "calm" }), PULSE_MILLISECONDS);
    }
    if (this.state !== before) for (const listener of this.listeners) listener();
  }
}

export const live = new Live();
