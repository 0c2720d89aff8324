import { useRouter } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import "./rich-text.css";

/** Markdown of an author, as the server rendered it: safe by what the server lets through. Its links stay within the page. */
export function RichText({ html, className = "" }: { html: string; className?: string }) {
  const router = useRouter();
  const follow = (event: MouseEvent<HTMLDivElement>) => {
    const address = ownAddress(event);
    if (address === null) return;
    event.preventDefault();
    router.history.push(address);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: only links in it are followed, by a key as by a click
    <div
      className={`rich ${className}`}
      onClick={follow}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: rendered by our own server, which escapes raw HTML
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}

/** Where a click leads on this site; null where the browser does better: another site, another tab, a place on this page. */
function ownAddress(event: MouseEvent): string | null {
  const link = (event.target as Element).closest("a");
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || link.target === "_blank" || link.hasAttribute("download")) return null;
  const url = new URL(link.href, window.location.href);
  const isHere = url.pathname === window.location.pathname && url.search === window.location.search;
  if (url.origin !== window.location.origin || (isHere && url.hash)) return null;
  return url.pathname + url.search + url.hash;
}
