import { useState } from "react";
import type { MetricPage } from "@/api/board";
import { useMay } from "@/api/session";
import { OwnerEditor, useOwnerDraft } from "./owner-editor";
import { OwnerPlace } from "./owner-place";
import { Owner } from "./owner-shown";

interface OwnerSectionProps {
  page: MetricPage;
  zone: string;
  heading: "h2" | "h3";
  look?: string;
  /** The editor was asked for, and stands open. */
  asked?: boolean;
}

/** Who answers for the number; an operator names somebody else here. A draft keeps the editor open. */
export function OwnerSection({ page, zone, heading, look, asked = false }: OwnerSectionProps) {
  const { owner, metric_id } = page.metric;
  const mayEdit = useMay("operator");
  const [draft, setDraft] = useOwnerDraft(metric_id);
  const [opened, setOpened] = useState(asked);
  const editing = mayEdit && (opened || draft !== null);
  const place = { heading, mayEdit, editing, isOwned: owner !== null, ...(look === undefined ? {} : { look }) };
  return (
    <OwnerPlace {...place} onOpen={() => setOpened(true)}>
      <Owner
        owner={owner}
        people={page.people}
        nobody="Nobody owns this number. A metric without an owner never pages anyone."
      />
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
    </OwnerPlace>
  );
}
