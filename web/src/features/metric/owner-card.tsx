import { useRef, useState } from "react";
import type { MetricPage } from "@/api/board";
import { useMay } from "@/api/session";
import { OwnerEditor, useOwnerDraft } from "@/components/editing/owner-editor";
import { Owner } from "@/components/editing/owner-shown";
import { Glyph } from "@/components/glyph";
import { useFocusAfter } from "@/lib/use-focus-after";

/** Who answers for the number; an operator names somebody else here. */
export function OwnerCard({ page, zone }: { page: MetricPage; zone: string }) {
  const mayEdit = useMay("operator");
  const [draft, setDraft] = useOwnerDraft(page.metric.metric_id);
  const [opened, setOpened] = useState(false);
  const editing = mayEdit && (opened || draft !== null);
  const card = useRef<HTMLElement>(null);
  useFocusAfter(editing, () => card.current?.querySelector("button"));
  return (
    <section className="card pad" aria-label="Owner" ref={card}>
      <div className="card-head">
        <h2>Owner</h2>
        {mayEdit && !editing && (
          <button
            type="button"
            className="icon-button"
            aria-label={page.metric.owner ? "Change the owner" : "Name an owner"}
            title={page.metric.owner ? "Change the owner" : "Name an owner"}
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
