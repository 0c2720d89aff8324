import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { type DocPage, docQuery, docsQuery } from "@/api/docs";
import { Icon } from "@/components/icon";
import { PageProblem } from "@/components/page-problem";
import { useTitle } from "@/lib/use-title";
import { Article } from "./article";
import { Contents } from "./contents";
import { OnThisPage } from "./on-this-page";
import { Search } from "./search";
import "@/components/written.css";
import "@/components/written-code.css";
import "./docs.css";
import "./docs-side.css";
import "./docs-narrow.css";

/** The documentation: what there is, a page of it, and a search over all. */
export function DocsPage() {
  const { _splat } = useParams({ strict: false }) as { _splat?: string };
  const path = (_splat ?? "").replace(/\/$/, "");
  const contents = useQuery(docsQuery());
  const asked = useQuery(docQuery(path));
  const [isOpen, setOpen] = useState(false);
  useTitle(asked.data && asked.data.path !== "" ? `${asked.data.title} – Docs` : "Docs");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes what lies over it on a phone
  useEffect(() => setOpen(false), [path]);
  return (
    <div className="docs">
      <div className="docs-side">
        <Search />
        <button type="button" className="docs-menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name="menu" />
          {asked.data?.trail.at(-1) ?? "Contents"}
        </button>
        <div className={isOpen ? "docs-nav docs-nav-open" : "docs-nav"}>
          {contents.data && <Contents nodes={contents.data.contents} path={path} />}
        </div>
      </div>
      {asked.data ? (
        <Shown page={asked.data} />
      ) : (
        asked.error && (
          <PageProblem title="This page cannot be shown" problem={asked.error} again={() => void asked.refetch()} />
        )
      )}
    </div>
  );
}

function Shown({ page }: { page: DocPage }) {
  return (
    <>
      <Article page={page} />
      <OnThisPage key={page.path} headings={page.headings} />
    </>
  );
}
