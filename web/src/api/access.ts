import { queryOptions } from "@tanstack/react-query";
import { answerOf, client } from "./client";
import { isFinal, retry } from "./http";
import type { components } from "./schema.gen";
import type { AccessRole } from "./session";

type Shapes = components["schemas"];

export type Access = Shapes["AccessShape"];
export type Device = Shapes["DeviceShape"];
export type Token = Shapes["TokenShape"];
export type MadeToken = Shapes["MadeTokenShape"];
export type Waiting = Access["waiting"][number];

/** A screen that waits is in front of somebody: the list is asked for often while it is open. */
const AGAIN_MILLISECONDS = 4000;

/** Who may come in, and which screens ask to. */
export function accessQuery() {
  return queryOptions({
    queryKey: ["access"],
    queryFn: (): Promise<Access> => answerOf(client.GET("/api/access")),
    retry,
    refetchInterval: ({ state }) => (state.error && isFinal(state.error) ? false : AGAIN_MILLISECONDS),
  });
}

/** Let in the screen that shows this code; small letters and a missing dash are all right. */
export function approveScreen(code: string, name: string): Promise<Device> {
  return answerOf(client.POST("/api/pairing/{code}/approve", { params: { path: { code } }, body: { name } }));
}

export async function refuseScreen(code: string): Promise<void> {
  await done(client.POST("/api/pairing/{code}/refuse", { params: { path: { code } }, body: {} }));
}

export function revokeScreen(device_id: number): Promise<Device> {
  return answerOf(client.POST("/api/devices/{device_id}/revoke", { params: { path: { device_id } }, body: {} }));
}

export function createToken(name: string, role: AccessRole, days: number | null): Promise<MadeToken> {
  return answerOf(client.POST("/api/tokens", { body: { name, role, days } }));
}

export function revokeToken(token_id: number): Promise<Token> {
  return answerOf(client.POST("/api/tokens/{token_id}/revoke", { params: { path: { token_id } }, body: {} }));
}

/** An answer without a body is an answer. */
async function done(asked: Promise<{ data?: unknown; error?: unknown; response: Response }>): Promise<void> {
  const answer = await asked;
  if (!answer.response.ok) await answerOf(Promise.resolve(answer));
}
