import { live } from "@/api/live";
import { isRevoked, session } from "@/api/session";
import { queryClient } from "./query-client";

const AGAIN_MILLISECONDS = 5000;

/** Ask who is there, and let board and pages follow: they come back with a sign-in, and go when somebody leaves or is let in no more. */
export function followSession(): void {
  let before = session.read();
  session.onLeave(dropAll);
  session.subscribe(() => {
    const next = session.read();
    const [was, is] = [before.session, next.session];
    const [wasRevoked, knewNobody] = [isRevoked(before), was !== null && was.who === null];
    before = next;
    if (was === is) return;
    if (isRevoked(next) && !wasRevoked) dropAll();
    if (is?.who && knewNobody) {
      live.resume();
      void queryClient.invalidateQueries();
    }
  });
  let refusedBefore = false;
  live.subscribe(() => {
    const refused = live.read().refusedSince !== null;
    // Another tab may have heard it first, and tells only that there is no board.
    if (refused && !refusedBefore) void session.load();
    refusedBefore = refused;
  });
  void loadUntilKnown();
}

/** A page that starts while the server or its database is away still has to learn who may do what. */
async function loadUntilKnown(): Promise<void> {
  for (;;) {
    await session.load();
    if (session.read().session !== null) return;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLISECONDS));
  }
}

/** The files of the page stay in its cache: they hold no numbers, and are everybody's. */
function dropAll(): void {
  live.drop();
  queryClient.clear();
}
