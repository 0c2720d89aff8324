import { setByServer } from "@/lib/wall-clock";

export interface StreamEvent {
  event: string;
  data: string;
}

export interface StreamListener {
  onOpen(): void;
  /** Any byte, the keep-alive included: proof that the server lives. */
  onSign(): void;
  onEvent(event: StreamEvent): void;
}

/** The server sends a sign every 5 s; twice that and a little is silence. */
const SILENCE_MILLISECONDS = 12_000;

/**
 * Read server-sent events until the stream ends, falls silent or is cancelled.
 *
 * Not the browser's EventSource: that one hides the keep-alive comments, and without them a dead network looks like a calm day.
 */
export async function readEvents(path: string, listener: StreamListener, signal: AbortSignal): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MILLISECONDS);
  try {
    const response = await fetch(path, {
      headers: { accept: "text/event-stream" },
      cache: "no-store",
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || !response.body) throw new Error(`no event stream: ${response.status}`);
    setByServer(response.headers.get("date"));
    listener.onOpen();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MILLISECONDS);
      listener.onSign();
      const { events, remainder } = splitEvents(rest + value);
      rest = remainder;
      for (const event of events) listener.onEvent(event);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Whole events out of what has arrived so far; comments are dropped. */
export function splitEvents(text: string): { events: StreamEvent[]; remainder: string } {
  const blocks = text.replaceAll("\r\n", "\n").split("\n\n");
  const remainder = blocks.pop() ?? "";
  const events = blocks.map(parseEvent).filter((each): each is StreamEvent => each !== null);
  return { events, remainder };
}

function parseEvent(block: string): StreamEvent | null {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  return data.length === 0 ? null : { event, data: data.join("\n") };
}
