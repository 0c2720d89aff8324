import { useQuery } from "@tanstack/react-query";
import { type Cut, type CutDocument, cutQuery } from "@/api/audit";
import { useMay } from "@/api/session";
import { useLive } from "@/api/use-live";
import { Dialog } from "@/components/dialog";
import { personName } from "@/components/editing/people";
import { Glyph } from "@/components/glyph";
import { ProblemNote } from "@/components/problem-note";
import { ownerName } from "@/components/words";
import { clockTime, fullDay } from "@/lib/calendar";
import { CutOwner } from "./cut-owner";
import { VerifyCut } from "./verify-cut";
import "@/components/editing/editing.css";
import "@/components/editing/person.css";
import "./verification.css";

const NOTES = {
  verified: null,
  unverified: "Nobody has verified what this shows.",
  changed: "What it computes changed since it was verified.",
} as const;

/** Who stands behind a cut and who owns it, with every edit of it. */
export function VerificationDialog({ cut: { cut_id, title }, onClose }: { cut: Cut; onClose: () => void }) {
  const asked = useQuery(cutQuery(cut_id));
  const cut = asked.data;
  return (
    <Dialog title={title} onClose={onClose} className="cut-dialog">
      {cut ? <Parts cut={cut} /> : !asked.error && <p role="status">Reading who stands behind it …</p>}
      {asked.error && !cut && <ProblemNote problem={asked.error} />}
      <button type="button" className="icon-button cut-dialog-close" aria-label="Close" onClick={onClose}>
        <Glyph name="close" />
      </button>
    </Dialog>
  );
}

function Parts({ cut }: { cut: CutDocument }) {
  const zone = useLive((state) => state.board?.timezone) ?? "UTC";
  const mayEdit = useMay("operator");
  const { verification_state: state, verified } = cut;
  const note = NOTES[state];
  return (
    <>
      <section aria-label="Verification">
        <h3>Verification</h3>
        {note && <p>{note}</p>}
        {verified && (
          <p className="cut-verified">
            <Glyph name={state === "verified" ? "check" : "changed"} />
            Verified by {personName(verified.by, cut.people)} on {fullDay(verified.at, zone)}{" "}
            {clockTime(verified.at, zone)}
          </p>
        )}
        {mayEdit && <VerifyCut cut={cut} zone={zone} />}
      </section>
      <CutOwner cut={cut} zone={zone} mayEdit={mayEdit} />
      {cut.changes.length > 0 && <Edits cut={cut} zone={zone} />}
    </>
  );
}

const COLUMNS: Record<string, string> = { owner: "owner", verification_state: "verification" };
/** The log may be years long. */
const SHOWN = 8;

function Edits({ cut: { changes, people }, zone }: { cut: CutDocument; zone: string }) {
  const name = (value: string | null) => (value?.includes("@") ? personName(value, people) : (value ?? "nobody"));
  return (
    <section aria-label="Edits">
      <h3>Edits</h3>
      <ul className="cut-edits">
        {changes.slice(0, SHOWN).map((change) => (
          <li key={`${change.at} ${change.column}`}>
            <span>
              {COLUMNS[change.column] ?? change.column}: {name(change.from)} → <b>{name(change.to)}</b>
            </span>
            <span className="quiet">
              {change.by === "deploy" ? "a deploy" : ownerName(change.by)}, {fullDay(change.at, zone)}{" "}
              {clockTime(change.at, zone)}
            </span>
            {change.reason && <q>{change.reason}</q>}
          </li>
        ))}
      </ul>
    </section>
  );
}
