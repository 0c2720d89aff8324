import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { DocNode } from "@/api/docs";
import { addressOf, filtered, holds } from "./tree";

/** What there is, in groups that open and close; the one with the page on show is open. */
export function Contents({ nodes, path }: { nodes: readonly DocNode[]; path: string }) {
  const [words, setWords] = useState("");
  const shown = useMemo(() => filtered(nodes, words), [nodes, words]);
  const list = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another place in the list
  useEffect(() => {
    const nav = list.current;
    const current = nav?.querySelector<HTMLElement>("[aria-current=page]");
    if (nav && current && current.offsetTop > nav.scrollTop + nav.clientHeight) nav.scrollTop = current.offsetTop - 120;
  }, [path]);
  return (
    <>
      <input
        type="search"
        className="docs-filter"
        aria-label="Filter the contents"
        placeholder="Filter the contents"
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <nav className="docs-tree" aria-label="Docs" ref={list}>
        <List nodes={shown} path={path} isFiltered={words.trim() !== ""} depth={0} />
        {shown.length === 0 && <p className="quiet">No page is called so.</p>}
      </nav>
    </>
  );
}

interface ListProps {
  nodes: readonly DocNode[];
  path: string;
  isFiltered: boolean;
  depth: number;
}

function List({ nodes, ...rest }: ListProps) {
  return (
    <ul>
      {nodes.map((node) => (
        <li key={`${node.title} ${node.path}`}>
          {node.children.length > 0 ? <Group node={node} {...rest} /> : <Page node={node} />}
        </li>
      ))}
    </ul>
  );
}

function Group({ node, path, isFiltered, depth }: { node: DocNode } & Omit<ListProps, "nodes">) {
  const holdsPage = holds(node, path);
  const [isOpen, setOpen] = useState(holdsPage || depth === 0);
  useEffect(() => {
    if (holdsPage) setOpen(true);
  }, [holdsPage]);
  return (
    <details
      open={isFiltered || isOpen}
      className={depth === 0 ? "docs-part" : "docs-group"}
      onToggle={({ currentTarget }) => isFiltered || setOpen(currentTarget.open)}
    >
      <summary>{node.title}</summary>
      {node.path !== null && <Page node={{ ...node, title: "All of them" }} />}
      <List nodes={node.children} path={path} isFiltered={isFiltered} depth={depth + 1} />
    </details>
  );
}

/** The first page is not on show only because its address begins that of every other. */
const EXACT = { exact: true, includeSearch: false, includeHash: false };

function Page({ node }: { node: DocNode }) {
  return (
    <Link to={addressOf(node.path ?? "")} className="docs-link" activeOptions={EXACT}>
      {node.title}
    </Link>
  );
}
