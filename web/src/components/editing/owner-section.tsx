import { useRef, useState } from "react";
import type { MetricPage } from "@/api/board";
import { useMay } from "@/api/session";
import { Glyph } from "@/components/glyph";
import { useFocusAfter } from "@/lib/use-focus-after";
import { OwnerEditor, useOwnerDraft } from "./owner-editor";
import { Owner } from "./owner-shown";

interface OwnerSectionProps {
  page: MetricPage;
  zone: string;
  /** On a page of its own it is a card; within an editor a part of it. */
  heading: "h2" | "h3";
  look?: string;
  /** The editor was asked for, and stands open. */
  asked?: boolean;
}

/** Who answers for the number; an operator names somebody else here. A draft keeps the editor open. */
export function OwnerSection({ page, zone, heading: Heading, look, asked = false }: OwnerSectionProps) {
  const mayEdit = useMay("operator");
  const [draft, setDraft] = useOwnerDraft(page.metric.metric_id);
  const [opened, setOpened] = useState(asked);
  const editing = mayEdit && (opened || draft !== null);
  const section = useRef<HTMLElement>(null);
  useFocusAfter(editing, () => section.current?.querySelector("button"));
  const change = page.metric.owner ? "Change the owner" : "Name an owner";
  return (
    <section className={look} aria-label="Owner" ref={section}>
      <div className="card-head">
        <Heading>Owner</Heading>
        {mayEdit && !editing && (
          <button
            type="button"
            className="icon-button"
            aria-label={change}
            title={change}
            onClick={() => setOpened(true)}
          >
            <Glyph name="edit" />
          </button>
        )}
      </div>
      <Owner page={page} />
      {editing && (
        <OwnerEditor
          page={page}
          zone={zone}
          draft={draft}
          onDraft={setDraft}
          focus={opened}
          onDone={() => setOpened(false)}
        />
      )}
    </section>
  );
}
