import createClient from "openapi-fetch";
import { ApiProblem, ask } from "./http";
import type { paths } from "./schema.gen";

/** Every route of the API, typed from the server's own description. */
export const client = createClient<paths>({ baseUrl: "/", fetch: (request) => ask(request) });

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The answer itself, or the server's own words about what went wrong. */
export async function answerOf<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await asked;
  if (data !== undefined && response.ok) return data;
  const said = (error ?? {}) as { code?: string; message?: string; hint?: string };
  throw new ApiProblem(
    response.status,
    said.code ?? `http-${response.status}`,
    said.message ?? `The server answered ${response.status}.`,
    said.hint || null,
  );
}
