import type { DocNode } from "@/api/docs";
import { foldText } from "@/lib/fold-text";

/** Whether a page is in a group, at any depth. */
export function holds(node: DocNode, path: string): boolean {
  return node.path === path || node.children.some((child) => holds(child, path));
}

/** What is left of the contents when only some words count: a group whose own name has them stays whole. */
export function filtered(nodes: readonly DocNode[], words: string): DocNode[] {
  const wanted = foldText(words.trim());
  if (!wanted) return [...nodes];
  return nodes.flatMap((node) => {
    if (foldText(`${node.title} ${node.path ?? ""}`).includes(wanted)) return [node];
    const children = filtered(node.children, words);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}

/** The address of a page, with the place on it. */
export function addressOf(path: string, anchor = ""): string {
  return `${path ? `/docs/${path}` : "/docs"}${anchor && `#${anchor}`}`;
}

/** Whether an address is one of the page's own, which needs no new load: not the API's, nor a file beside it. */
export function isOwnPage(url: URL, origin: string): boolean {
  if (url.origin !== origin) return false;
  return !/^\/(api|-|assets)\/|^\/docs\/images\/|\.(md|txt)$/.test(url.pathname);
}
