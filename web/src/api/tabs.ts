/**
 * Tabs of one browser share one event stream: a browser allows a server only six connections, and ten open tabs would block all.
 * One tab leads and tells the others. Where the browser has no locks (plain HTTP from another machine) every tab leads itself,
 * and none tells another: several leaders would count the same news, and each other's troubles, more than once.
 */
const NAME = "heartbeat-live";

export interface Tabs<Message> {
  tell(message: Message): void;
  close(): void;
}

export function joinTabs<Message>(onMessage: (message: Message) => void): Tabs<Message> {
  if (!locks() || typeof BroadcastChannel === "undefined") return { tell: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = (event: MessageEvent<Message>) => onMessage(event.data);
  return { tell: (message) => channel.postMessage(message), close: () => channel.close() };
}

/** Run `lead` once this tab leads; it keeps leading until `lead` ends. */
export async function whenLeading(signal: AbortSignal, lead: () => Promise<void>): Promise<void> {
  const manager = locks();
  if (!manager) return lead();
  try {
    await manager.request(NAME, { signal }, lead);
  } catch (problem) {
    if (!signal.aborted) throw problem;
  }
}

function locks(): LockManager | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.locks;
}
