// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ask } from "./http";
import { isSignedOut, may, reaches, type Session, SessionStore, session } from "./session";

const open: Session = {
  authentication: "off",
  who: { name: "", role: "admin", by: "loopback", expires_at: null },
  refusal: null,
};
const signedIn = (role: "viewer" | "operator" | "admin"): Session => ({
  authentication: "on",
  who: { name: "Katrin Meyer", role, by: "token", expires_at: "2026-12-20T09:00:00Z" },
  refusal: null,
});
const nobody: Session = { authentication: "on", who: null, refusal: "expired" };

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

function serve(...answers: Response[]): { asked: string[] } {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string, init?: RequestInit) => {
    asked.push(`${init?.method ?? "GET"} ${path}`);
    const next = answers.shift();
    if (!next) throw new TypeError("no server");
    return next;
  });
  return { asked };
}

test("until the server says who is there, nobody may do anything", async () => {
  const store = new SessionStore();
  expect(reaches(store.read(), "viewer")).toBe(false);
  serve(answer(signedIn("operator")));
  await store.load();
  expect(["viewer", "operator", "admin"].map((role) => reaches(store.read(), role as "viewer"))).toEqual([
    true,
    true,
    false,
  ]);
});

test("a server that is away takes nothing away", async () => {
  const store = new SessionStore();
  serve(answer(signedIn("operator")));
  await store.load();
  await store.load();
  expect(store.read().session?.who?.name).toBe("Katrin Meyer");
});

test("a refused token is told in the server's words, and nobody is signed in by it", async () => {
  const store = new SessionStore();
  const { asked } = serve(
    answer({ code: "token-refused", message: "This token is not known.", hint: "Ask for another." }, 401),
  );
  await expect(store.signIn("wrong")).rejects.toMatchObject({ code: "token-refused", hint: "Ask for another." });
  expect(store.read().session).toBeNull();
  // A refused token is no news of who is there.
  expect(asked).toEqual(["POST /api/session"]);
});

test("an answer of 401 to anything makes the page ask who is there, once", async () => {
  const store = new SessionStore();
  const { asked } = serve(answer({}, 401), answer({}, 401), answer(nobody));
  await Promise.all([ask("/api/sources"), ask("/api/cockpit")]);
  await vi.waitFor(() => expect(isSignedOut(store.read())).toBe(true));
  expect(asked.filter((each) => each === "GET /api/session")).toHaveLength(1);
});

test("without authentication a person is asked for a name once, and the browser keeps it", async () => {
  const store = new SessionStore();
  serve(answer(open));
  await store.load();
  const refused = store.operatorName();
  expect(store.read().isAskingName).toBe(true);
  store.giveName(null);
  expect(await refused).toBeNull();
  const given = store.operatorName();
  store.giveName("  Anna Lind ");
  expect(await given).toBe("Anna Lind");
  expect(await new SessionStore().operatorName()).toBe("Anna Lind");
});

test("with authentication the signed-in name is the one, whatever the browser kept", async () => {
  localStorage.setItem("heartbeat-operator", "somebody else");
  const store = new SessionStore();
  serve(answer(signedIn("viewer")));
  await store.load();
  expect(await store.operatorName()).toBe("Katrin Meyer");
});

test("signing out is told to this tab and the others, and what was kept may go", async () => {
  const [store, other] = [new SessionStore(), new SessionStore()];
  const [left, otherLeft] = [vi.fn(), vi.fn()];
  store.onLeave(left);
  other.onLeave(otherLeft);
  // Whatever else listens in this browser asks as well.
  serve(...Array.from({ length: 20 }, () => answer({ ...nobody, refusal: null })));
  await store.signOut();
  expect(left).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(otherLeft).toHaveBeenCalledOnce());
  await vi.waitFor(() => expect(isSignedOut(other.read())).toBe(true));
});

test("a television only looks, whoever sits before it", async () => {
  serve(answer(signedIn("admin")));
  await session.load();
  const allowed = () => (["viewer", "operator", "admin"] as const).map(may);
  expect(allowed()).toEqual([true, true, true]);
  document.documentElement.dataset.tv = "1";
  expect(allowed()).toEqual([true, false, false]);
  delete document.documentElement.dataset.tv;
});

/** Answers that the test gives in its own order. */
function hold(): ((response: Response) => void)[] {
  const answers: ((response: Response) => void)[] = [];
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => answers.push(resolve)));
  return answers;
}

test("who signs in is not signed out again by the answer to an older question", async () => {
  const store = new SessionStore();
  const answers = hold();
  const [before, signing] = [store.load(), store.signIn("hb_x")];
  answers[1]?.(answer(signedIn("operator")));
  await signing;
  answers[0]?.(answer(nobody));
  await before;
  expect(reaches(store.read(), "operator")).toBe(true);
});

test("who signs out is not let in again by the answer to an older question", async () => {
  const store = new SessionStore();
  const answers = hold();
  const [before, leaving] = [store.load(), store.signOut()];
  answers[1]?.(answer(nobody));
  await leaving;
  answers[0]?.(answer(signedIn("operator")));
  await before;
  expect(isSignedOut(store.read())).toBe(true);
});
