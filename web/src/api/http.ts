import { setByServer } from "@/lib/wall-clock";

/** The server's own words about what went wrong: what happened and what to do next. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly hint: string | null;
  readonly status: number;

  constructor(status: number, code: string, message: string, hint: string | null) {
    super(message);
    this.name = "ApiProblem";
    this.status = status;
    this.code = code;
    this.hint = hint;
  }
}

/** An answer such as "there is no such thing" does not change by asking again; one such as "the database is away" does. */
export function isFinal(problem: Error): boolean {
  return problem instanceof ApiProblem && problem.status >= 400 && problem.status < 500;
}

/** Whether a question is asked again after so many failures. */
export function retry(failures: number, problem: Error): boolean {
  return !isFinal(problem) && failures < 3;
}

const TIMEOUT_MILLISECONDS = 8000;
const SESSION = "/api/session";
let whenSignInRequired: () => void = () => undefined;

/** Call `listener` whenever the server says that nobody is signed in; not for a token that it refuses. */
export function onSignInRequired(listener: () => void): void {
  whenSignInRequired = listener;
}

/** Ask the server; every answer also sets the clock. Throws TypeError or a timeout when no server answers. */
export async function ask(path: string | Request, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, {
    cache: "no-store",
    credentials: "same-origin",
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    ...init,
  });
  setByServer(response.headers.get("date"));
  if (response.status === 401 && pathOf(path) !== SESSION) whenSignInRequired();
  return response;
}

function pathOf(asked: string | Request): string {
  return typeof asked === "string" ? asked : new URL(asked.url).pathname;
}
