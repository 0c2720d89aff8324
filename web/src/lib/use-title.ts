import { useEffect } from "react";

const PRODUCT = "Heartbeat";

/** What the tab of the browser says while a page is shown: `Runs – Heartbeat`. */
export function useTitle(page: string): void {
  useEffect(() => {
    document.title = `${page} – ${PRODUCT}`;
    return () => {
      document.title = PRODUCT;
    };
  }, [page]);
}
