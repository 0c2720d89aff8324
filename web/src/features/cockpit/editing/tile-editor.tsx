import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback, useEffect, useLayoutEffect, useRef } from "react";
import type { BoardMetric, MetricPage } from "@/api/board";
import { metricPageQuery } from "@/api/metric-page";
import { LimitsEditor } from "@/components/editing/limits-editor";
import { OwnerSection } from "@/components/editing/owner-section";
import { RefreshMetric } from "@/components/editing/refresh-metric";
import { Glyph } from "@/components/glyph";
import type { Size } from "../desk/place-card";
import { signalGlyph } from "../tile-parts";
import { useBeside } from "../use-beside";
import { useZone } from "../zone";
import { placeEditor } from "./place-editor";
import type { Asked } from "./what-is-asked";
import "@/components/card.css";
import "@/components/editing/editing.css";
import "@/components/editing/edit-ways.css";
import "@/components/editing/scale.css";
import "@/components/editing/person.css";
import "./tile-editor.css";

interface TileEditorProps {
  metric: BoardMetric;
  asked: Asked;
  onClose: () => void;
}

/** Lines and owner of one tile, edited beside it without leaving the wall. Escape or a click beside it closes it; a draft is kept. */
export function TileEditor({ metric, asked, onClose }: TileEditorProps) {
  const { data: page, error } = useQuery(metricPageQuery(metric.metric_id));
  const [dialog, at] = useModalBeside(asked);
  const loaded = page !== undefined;
  useEffect(() => {
    const wanted = asked.what === "owner" ? ".owner-field input" : "[data-column=alert_value]";
    const field = loaded ? dialog.current?.querySelector<HTMLInputElement>(wanted) : null;
    field?.focus({ preventScroll: true });
    field?.select();
  }, [loaded, asked.what, dialog]);
  return (
    <dialog
      ref={dialog}
      className="tile-editor"
      style={at ?? undefined}
      aria-label={`${metric.name}: limits and owner`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="tile-editor-body">
        <header>
          <Glyph name={metric.class === "normal" ? "green" : signalGlyph(metric)} />
          <b className="code">{metric.code}</b>
          <h2>{metric.name}</h2>
          <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
            <Glyph name="close" />
          </button>
        </header>
        {page ? (
          <Parts page={page} what={asked.what} />
        ) : (
          <p className="tile-editor-waiting" role="status">
            {error ? `It cannot be edited now: ${error.message}` : "Reading its lines …"}
          </p>
        )}
        <footer>
          <RefreshMetric metricId={metric.metric_id} />
          {page && <SeeInAudit page={page} />}
          <Link to="/metrics/$metricId" params={{ metricId: metric.metric_id }} className="button">
            Open its page
          </Link>
        </footer>
      </div>
    </dialog>
  );
}

/** What explains it first; its own page has all of them. */
function SeeInAudit({ page: { cuts } }: { page: MetricPage }) {
  const [cut] = cuts ?? [];
  if (!cut) return null;
  return (
    <Link
      to="/audit/$page"
      params={{ page: cut.page }}
      hash={`cut-${cut.cut_id}`}
      className="button"
      title={`Audit: ${cut.title}`}
    >
      See in audit
    </Link>
  );
}

function Parts({ page, what }: { page: MetricPage; what: Asked["what"] }) {
  const zone = useZone();
  return (
    <>
      <section aria-label="Limits">
        <div className="card-head">
          <h3>Limits</h3>
          <span className="quiet">{page.metric.direction === "down" ? "lower is better" : "higher is better"}</span>
        </div>
        <LimitsEditor page={page} zone={zone} />
      </section>
      <OwnerSection page={page} zone={zone} heading="h3" asked={what === "owner"} />
    </>
  );
}

/** A dialog that takes the keys. */
function useModalBeside({ box }: Asked) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  const place = useCallback((size: Size, screen: Size) => placeEditor(box, size, screen), [box]);
  return [dialog, useBeside(dialog, place)] as const;
}
