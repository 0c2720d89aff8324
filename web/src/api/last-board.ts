import type { Board } from "./board";

/** The last good board, kept in the browser so that a reload without the server still shows it. */
export interface KeptBoard {
  board: Board;
  /** Milliseconds by the server's clock; when it came. */
  receivedAt: number;
  /** How far this screen's own clock was behind the server's then. */
  skew: number;
}

/** A later sign of life than the board's arrival; kept apart, because a board is large and a sign comes often. */
export type KeptContact = Pick<KeptBoard, "receivedAt" | "skew">;

/** Counted up when the page can no longer show what an older one kept; what has another number is not looked at. */
const SHAPE = 1;
const DATABASE = "heartbeat";
const STORE = "board";
const BOARD = "last";
const CONTACT = "contact";

export async function keepBoard(kept: KeptBoard): Promise<void> {
  await quietly("readwrite", (store) => store.put({ shape: SHAPE, ...kept }, BOARD));
}

export async function keepContact(contact: KeptContact): Promise<void> {
  await quietly("readwrite", (store) => store.put(contact, CONTACT));
}

/** A board that broke the page would break it again after every reload. */
export async function forgetBoard(): Promise<void> {
  await quietly("readwrite", (store) => store.delete(BOARD));
}

/** The kept board with the last sign of life. */
export async function restoreBoard(): Promise<KeptBoard | null> {
  const kept = (await quietly("readonly", (store) => store.get(BOARD))) as (KeptBoard & { shape?: number }) | undefined;
  if (kept?.shape !== SHAPE || !Array.isArray(kept.board?.metrics)) return null;
  const contact = (await quietly("readonly", (store) => store.get(CONTACT))) as KeptContact | undefined;
  const { board, receivedAt, skew } = kept;
  return contact && contact.receivedAt > receivedAt ? { board, ...contact } : { board, receivedAt, skew };
}

/** A browser without storage (a private window, a full disk) still shows live boards: no failure here is anybody's news. */
async function quietly(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  try {
    return await within(mode, act);
  } catch {
    return undefined;
  }
}

function within(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error("another page holds the database"));
    opening.onsuccess = () => {
      // What is thrown in here would reach no promise by itself.
      try {
        const transaction = opening.result.transaction(STORE, mode);
        const request = act(transaction.objectStore(STORE));
        transaction.oncomplete = () => {
          opening.result.close();
          resolve(request.result);
        };
        transaction.onerror = () => reject(transaction.error);
        transaction.onabort = () => reject(transaction.error);
      } catch (problem) {
        opening.result?.close();
        reject(problem);
      }
    };
  });
}
