import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { Cut } from "@/api/audit";
import { useLive } from "@/api/use-live";
import { Ago } from "@/components/ago";
import { Breakable } from "@/components/breakable";
import { RichText } from "@/components/rich-text";
import { loadPart } from "@/lib/page-part";
import { isWide } from "./arrange";
import { CutChart } from "./charts/chart";
import { CutFoot, type Panel } from "./cut-foot";
import { CutNotes } from "./cut-notes";
import { daysText } from "./page-words";
import { VerificationPill } from "./verification/verification-pill";
import { anchorOf } from "./view";

const CutSource = lazy(() => loadPart(() => import("./cut-source")).then((part) => ({ default: part.CutSource })));

/** One cut: what it shows, how it is read, what it is made of, and whether somebody stands behind it. */
export function CutCard({ cut, isAlone }: { cut: Cut; isAlone: boolean }) {
  const [asTable, setAsTable] = useState(false);
  const [panel, setPanel] = useState<Panel | null>(null);
  // Where a chart has the line for itself, and no need of all of it, its words stand beside it.
  const isBeside = isAlone && !isWide(cut);
  const { snapshot } = cut;
  return (
    <section className={isBeside ? "card cut cut-beside" : "card cut"} id={anchorOf(cut.cut_id)} aria-label={cut.title}>
      <header className="cut-head">
        <h3>
          {cut.title}
          <a
            className="cut-anchor"
            href={`#${anchorOf(cut.cut_id)}`}
            aria-label={`Link to ${cut.title}`}
            title="Link to this cut"
          >
            #
          </a>
        </h3>
        <VerificationPill cut={cut} />
        <CutFacts cut={cut} />
      </header>
      <CutNotes cut={cut} />
      {snapshot && (
        <div className="cut-body">
          <CutChart kind={snapshot.chart} payload={snapshot.payload} title={cut.title} asTable={asTable} />
        </div>
      )}
      <div className="cut-read" id={`${cut.cut_id}-how`} data-closed={(!isBeside && panel !== "how") || undefined}>
        <h4>How to read</h4>
        <RichText html={cut.how_to_read_html} />
        <Reads sources={cut.sources} />
      </div>
      <CutFoot cut={cut} asTable={asTable} onTable={setAsTable} panel={panel} onPanel={setPanel} hasHow={!isBeside} />
      {panel === "method" && cut.methodology_html && (
        <div className="cut-panel" id={`${cut.cut_id}-method`}>
          <h4>Methodology</h4>
          <RichText html={cut.methodology_html} />
        </div>
      )}
      {panel === "source" && (
        <div className="cut-panel" id={`${cut.cut_id}-source`}>
          <Suspense fallback={<p className="quiet">Reading the module …</p>}>
            <CutSource cut={cut} />
          </Suspense>
        </div>
      )}
    </section>
  );
}

/** A cut that has one window alone shows it on every page: that is no news. */
function isElsewhere({ is_other_window, windows }: Cut): boolean {
  return is_other_window && windows.length > 1;
}

/** Of which days it is, how old it is, and how old what it was made of. */
function CutFacts({ cut }: { cut: Cut }) {
  const zone = useLive((state) => state.board?.timezone) ?? "UTC";
  const { snapshot } = cut;
  return (
    <p className="cut-facts">
      {isElsewhere(cut) && <span className="cut-chip">{cut.window_words}, its own window</span>}
      {cut.metrics.map((metric) => (
        <span key={metric.metric_id}>
          {ROLES[metric.role]} <MetricLink metric={metric} />
        </span>
      ))}
      {cut.is_other_window && <span>{daysText(cut, zone)}</span>}
      {snapshot && (
        <span>
          computed <Ago at={snapshot.computed_at} zone={zone} />
        </span>
      )}
      {snapshot?.source_as_of && (
        <span>
          sources read <Ago at={snapshot.source_as_of} zone={zone} />
        </span>
      )}
    </p>
  );
}

const ROLES = { explains: "explains", drilldown: "breaks down" } as const;

/** By its code, which is short; its name is said to ears, and stands below with how the cut is read. */
function MetricLink({ metric: { metric_id, code, name } }: { metric: Cut["metrics"][number] }) {
  return (
    <Link to="/metrics/$metricId" params={{ metricId: metric_id }} className="cut-code" title={name}>
      {code}
      <span className="cut-code-name"> {name}</span>
    </Link>
  );
}

function Reads({ sources }: Pick<Cut, "sources">) {
  if (sources.length === 0) return null;
  return (
    <p className="cut-reads">
      Reads{" "}
      {sources.map((source) => (
        <code key={source}>
          <Breakable text={source} />
        </code>
      ))}
    </p>
  );
}
