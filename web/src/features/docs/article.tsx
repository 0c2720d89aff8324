import { Link, useLocation, useRouter } from "@tanstack/react-router";
import { type MouseEvent, useEffect, useRef } from "react";
import type { DocPage } from "@/api/docs";
import { copyText } from "@/lib/copy-text";
import { addressOf, isOwnPage } from "./tree";

const TOLD_MILLISECONDS = 2000;

/** A page in its reading column, with the ways to the one before and the next. */
export function Article({ page }: { page: DocPage }) {
  const body = useRef<HTMLDivElement>(null);
  const { hash } = useLocation();
  const router = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text has just become another one
  useEffect(() => {
    if (body.current) addCopyButtons(body.current);
  }, [page.html]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a place is found when its page is there
  useEffect(() => {
    const place = hash && document.getElementById(decodeURIComponent(hash));
    if (place) place.scrollIntoView();
    else if (!hash) window.scrollTo(0, 0);
  }, [page.path, hash]);
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const url = new URL(link.href);
    if (!isOwnPage(url, window.location.origin)) return;
    event.preventDefault();
    router.history.push(url.pathname + url.search + url.hash);
  };
  return (
    <main className="docs-article">
      {page.trail.length > 0 && <p className="docs-trail">{page.trail.join(" › ")}</p>}
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the links inside are what is pressed */}
      <div
        ref={body}
        className="written"
        onClick={follow}
        // biome-ignore lint/security/noDangerouslySetInnerHtml: the server made it of Markdown, with raw HTML shown as text
        dangerouslySetInnerHTML={{ __html: page.html }}
      />
      <nav className="docs-around" aria-label="Pages around this one">
        {page.previous && (
          <Link to={addressOf(page.previous.path)} className="docs-previous">
            <span>Previous</span> {page.previous.title}
          </Link>
        )}
        {page.next && (
          <Link to={addressOf(page.next.path)} className="docs-next">
            <span>Next</span> {page.next.title}
          </Link>
        )}
      </nav>
      <p className="docs-origin">
        {page.file && (
          <>
            From <code>{page.file}</code>
            {page.origin === "workspace" ? " of the workspace" : ""} ·{" "}
          </>
        )}
        <a href={page.markdown}>as Markdown</a>
      </p>
    </main>
  );
}

/** The text comes as HTML: its blocks of code get their button here. */
function addCopyButtons(body: HTMLElement): void {
  for (const code of body.querySelectorAll<HTMLElement>("pre.code-block")) {
    const box = document.createElement("div");
    box.className = "code-box";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "code-copy";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      button.textContent = (await copyText(code.textContent ?? "")) ? "Copied" : "Not allowed here";
      setTimeout(() => {
        button.textContent = "Copy";
      }, TOLD_MILLISECONDS);
    });
    code.replaceWith(box);
    box.append(code, button);
  }
}
