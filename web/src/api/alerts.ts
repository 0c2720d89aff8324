import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answerOf, client } from "./client";
import { ApiProblem, isFinal, retry } from "./http";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];

export type Inbox = Shapes["AlertsShape"];
export type Incident = Shapes["IncidentRowShape"];
export type IncidentDocument = Shapes["IncidentDocumentShape"];
export type TimelineEntry = Shapes["TimelineEntryShape"];
export type NamedMetric = Shapes["NamedMetricShape"];
export type Suppression = Shapes["SuppressionShape"];
export type GateReason = Suppression["reason"];
export type Silence = Shapes["SilenceShape"];
export type Channel = Shapes["ChannelShape"];
export type DeadMan = Shapes["DeadManShape"];
export type Delivery = Shapes["DeliveryShape"];
export type Notice = Shapes["NoticeShape"];
export type Deliveries = Shapes["DeliveriesShape"];
export type AlertRules = Shapes["AlertRulesShape"];
export type MetricRules = Shapes["MetricRulesShape"];
export type SilenceWish = Pick<Shapes["SilenceRequest"], "kind" | "matcher" | "starts_at" | "ends_at" | "reason">;
type Settled = Shapes["AckedShape"];
type Refused = Shapes["AlertRefusedShape"];

const AGAIN_MILLISECONDS = 10_000;
const TESTED_MILLISECONDS = 1000;

/** Until it could be asked, a page asks on; what is known gets old with each board. */
const kept = {
  retry,
  staleTime: 60_000,
  refetchInterval: ({ state: { error } }: { state: { error: Error | null } }) =>
    error && !isFinal(error) ? AGAIN_MILLISECONDS : (false as const),
};

/** What is open, what may not page, silences and channels. */
export function inboxQuery() {
  return queryOptions({
    queryKey: ["alerts", "inbox"],
    queryFn: (): Promise<Inbox> => answerOf(client.GET("/api/alerts", { params: { query: { state: "open" } } })),
    ...kept,
  });
}

/** Incidents that are over, the newest first, a page at a time. Closed ones stay as they are, so only the newest are asked for anew. */
export function closedQuery() {
  return infiniteQueryOptions({
    queryKey: ["alerts", "closed"],
    queryFn: ({ pageParam }): Promise<Inbox> => {
      const query = { state: "closed" as const, ...(pageParam === null ? {} : { before: pageParam }) };
      return answerOf(client.GET("/api/alerts", { params: { query } }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.older,
    ...kept,
  });
}

export function incidentQuery(incident_id: number) {
  return queryOptions({
    queryKey: ["alerts", "incident", incident_id],
    queryFn: (): Promise<IncidentDocument> =>
      answerOf(client.GET("/api/alerts/incidents/{incident_id}", { params: { path: { incident_id } } })),
    ...kept,
  });
}

export interface DeliveryFilter {
  channel: string | null;
  state: Exclude<Delivery["state"], "digest" | "suppressed"> | null;
}

/** Messages, the newest first, a page at a time. */
export function deliveriesQuery({ channel, state }: DeliveryFilter) {
  const wanted = { ...(channel ? { channel } : {}), ...(state ? { state } : {}) };
  return infiniteQueryOptions({
    queryKey: ["alerts", "deliveries", wanted],
    queryFn: ({ pageParam }): Promise<Deliveries> => {
      const query = { ...wanted, ...(pageParam === null ? {} : { before: pageParam }) };
      return answerOf(client.GET("/api/alerts/deliveries", { params: { query } }));
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.older,
    ...kept,
  });
}

/** One message, asked about again and again until it has come to its end. */
export function deliveryQuery(message_id: number | null) {
  return queryOptions({
    queryKey: ["alerts", "delivery", message_id],
    enabled: message_id !== null,
    queryFn: (): Promise<Shapes["DeliveryDocumentShape"]> =>
      answerOf(
        client.GET("/api/alerts/deliveries/{message_id}", { params: { path: { message_id: message_id ?? 0 } } }),
      ),
    retry,
    refetchInterval: ({ state: { data } }) => (data?.delivery.ended_at ? false : TESTED_MILLISECONDS),
  });
}

/** Whom everything would tell now. */
export function rulesQuery() {
  return queryOptions({
    queryKey: ["alerts", "rules"],
    queryFn: (): Promise<AlertRules> => answerOf(client.GET("/api/alerts/rules")),
    ...kept,
  });
}

/** The server did nothing of it. With status 409 somebody was faster: `settled` says who. `problems` are of the fields. */
export class ActProblem extends ApiProblem {
  readonly settled: Settled | null;
  readonly problems: Refused["problems"];

  constructor(status: number, said: Partial<Settled & Refused>) {
    super(status, said.code ?? `http-${status}`, said.message ?? `The server answered ${status}.`, said.hint || null);
    this.settled = status === 409 && said.incident_id !== undefined ? (said as Settled) : null;
    this.problems = said.problems ?? [];
  }
}

async function acted<Data>(asked: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Data> {
  const { data, error, response } = await asked;
  if (data !== undefined && response.ok) return data;
  throw new ActProblem(response.status, (error ?? {}) as Partial<Settled & Refused>);
}

/** Say who is on it. */
export function acknowledge(incident_id: number, by: string) {
  const params = { path: { incident_id } };
  return acted(client.POST("/api/alerts/incidents/{incident_id}/acknowledge", { params, body: { by } }));
}

/** Nobody is on it any more. */
export function release(incident_id: number, by: string) {
  const params = { path: { incident_id } };
  return acted(client.POST("/api/alerts/incidents/{incident_id}/release", { params, body: { by } }));
}

export function commentOn(incident_id: number, text: string, by: string) {
  const params = { path: { incident_id } };
  return acted(client.POST("/api/alerts/incidents/{incident_id}/comment", { params, body: { text, by } }));
}

/** Keep messages back: of one metric for a while (snooze), of whatever matches (silence), or without an end (mute). */
export function makeSilence(wish: SilenceWish, by: string) {
  return acted(client.POST("/api/alerts/silences", { body: { ...wish, by } }));
}

export function endSilence(silence_id: number, by: string) {
  const params = { path: { silence_id } };
  return acted(client.POST("/api/alerts/silences/{silence_id}/end", { params, body: { by } }));
}

/** Put a real message on its way. */
export function testChannel(channel: string, by: string) {
  const params = { path: { channel } };
  return acted(client.POST("/api/alerts/channels/{channel}/test", { params, body: { by } }));
}

export type ClosedPages = InfiniteData<Inbox, string | null>;
