import { EditProblem } from "@/api/edit-metric";
import { ApiProblem } from "@/api/http";
import { Ticked } from "@/components/ticked";
import { ownerName } from "@/components/words";
import { whenText } from "@/lib/calendar";
import { now } from "@/lib/wall-clock";
import { columnName } from "./change-words";
import type { Meanwhile } from "./standing";

/** Why nothing was saved: the server's words, or that there was no server. What was typed stays where it is. */
export function EditTrouble({ problem }: { problem: Error }) {
  const { title, rest } = reason(problem);
  return (
    <p className="edit-trouble" role="alert">
      <b>{title}</b> <Ticked text={rest} />
    </p>
  );
}

function reason(problem: Error): { title: string; rest: string } {
  if (problem instanceof EditProblem && problem.problems.length > 0) {
    return { title: "Not saved.", rest: problem.problems.map((each) => `${each.message} ${each.hint}`).join(" ") };
  }
  if (problem instanceof ApiProblem) return { title: "Not saved.", rest: `${problem.message} ${problem.hint ?? ""}` };
  return {
    title: "Not saved: the server did not answer.",
    rest: "What you typed stays here. Save it again when it is back.",
  };
}

interface MeanwhileNoteProps {
  meanwhile: Meanwhile;
  zone: string;
  busy: boolean;
  /** What it is called to do it all the same, and to leave it. */
  keep?: string;
  drop?: string;
  onKeep: () => void;
  onDrop: () => void;
}

/** Somebody else changed the same while this was being typed: who and what, and whose shall count. */
export function MeanwhileNote(props: MeanwhileNoteProps) {
  const { meanwhile, zone, busy, keep = "Save mine over it", drop = "Drop mine", onKeep, onDrop } = props;
  return (
    <div className="meanwhile" role="alert">
      <p>
        <b>Changed meanwhile.</b> {told(meanwhile, zone).join(" ")} Yours is not saved.
      </p>
      <div className="edit-ways">
        <button type="button" className="button" disabled={busy} onClick={onKeep}>
          {keep}
        </button>
        <button type="button" className="button" disabled={busy} onClick={onDrop}>
          {drop}
        </button>
      </div>
    </div>
  );
}

function told({ changes, redeployed }: Meanwhile, zone: string): string[] {
  const edits = changes.map(
    ({ by, column, text_from, text_to, at }) =>
      `${ownerName(by)} set the ${columnName(column)} from ${text_from ?? "none"} to ${text_to ?? "none"} (${whenText(at, now(), zone)}).`,
  );
  if (redeployed) edits.push("Another definition was deployed.");
  return edits.length > 0 ? edits : ["It is another now than when you began."];
}
