import type { Board } from "./board";

/** The last good board, kept in the browser so that a reload without the server still shows it. */
export interface KeptBoard {
  board: Board;
  /** Milliseconds; when it came. */
  receivedAt: number;
}

const DATABASE = "heartbeat";
const STORE = "board";
const KEY = "last";

export async function keepBoard(kept: KeptBoard): Promise<void> {
  try {
    await within("readwrite", (store) => store.put(kept, KEY));
  } catch {
    // A browser without storage (a private window) still shows live boards.
  }
}

export async function restoreBoard(): Promise<KeptBoard | null> {
  try {
    return ((await within("readonly", (store) => store.get(KEY))) as KeptBoard | undefined) ?? null;
  } catch {
    return null;
  }
}

function within(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(request.result);
      };
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    };
  });
}
