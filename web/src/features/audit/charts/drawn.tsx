import { Component, type ReactNode } from "react";
import { NumbersTable } from "./numbers-table";
import type { ChartPayload } from "./payloads";
import type { AnyRenderer } from "./renderer";

export interface DrawnProps {
  payload: ChartPayload;
  title: string;
  locale: string;
  asTable: boolean;
}

/** A picture with its sentence, its rows and its note; or the word that there is nothing. */
export function Drawn({ renderer, payload, title, locale, asTable }: DrawnProps & { renderer: AnyRenderer }) {
  if (renderer.isEmpty(payload)) {
    return (
      <>
        <p className="cut-empty">Nothing in this window.</p>
        <Note text={payload.note} />
      </>
    );
  }
  const table = () => <NumbersTable table={renderer.rows(payload, locale)} title={title} isHidden={!asTable} />;
  if (asTable) {
    return (
      <>
        {table()}
        <Note text={payload.note} />
      </>
    );
  }
  return (
    <figure className="cut-figure" aria-label={title}>
      <ChartBoundary key={title} fallback={() => renderer.rows(payload, locale)} title={title}>
        <p className="visually-hidden">{renderer.sentence(payload, locale)}</p>
        <renderer.Picture payload={payload} title={title} locale={locale} />
        {!renderer.isReadable && table()}
      </ChartBoundary>
      <Note text={payload.note} />
    </figure>
  );
}

export function Note({ text }: { text?: string | null | undefined }) {
  return text ? <p className="cut-note">{text}</p> : null;
}

interface BoundaryProps {
  fallback: () => ReturnType<AnyRenderer["rows"]>;
  title: string;
  children: ReactNode;
}

/** A picture that fails takes neither the page nor its numbers with it. */
class ChartBoundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <>
        <p className="cut-problem" role="alert">
          This picture could not be drawn. Its numbers:
        </p>
        <NumbersTable table={this.props.fallback()} title={this.props.title} isHidden={false} />
      </>
    );
  }
}
