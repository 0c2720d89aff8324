import { ActProblem } from "@/api/alerts";
import { ApiProblem } from "@/api/http";
import { Ticked } from "@/components/ticked";
import { ownerName } from "@/components/words";
import { whenText } from "@/lib/calendar";
import { now } from "@/lib/wall-clock";
import { CLOSED_WORDS } from "./words";

/** Why it was not done: who was faster, what is wrong with it, or that no server answers. */
export function ActTrouble({ problem, zone }: { problem: Error; zone: string }) {
  return (
    <p className="act-trouble" role="alert">
      <Ticked text={actProblemText(problem, zone)} />
    </p>
  );
}

export function actProblemText(problem: Error, zone: string): string {
  if (problem instanceof ActProblem && problem.settled) return settledText(problem.settled, problem.message, zone);
  if (problem instanceof ActProblem && problem.problems.length > 0)
    return problem.problems.map(({ message, hint }) => `${message} ${hint}`).join(" ");
  if (problem instanceof ApiProblem) return `${problem.message} ${problem.hint ?? ""}`.trim();
  return "Not done: the server did not answer. Try it again when it is back.";
}

function settledText(settled: NonNullable<ActProblem["settled"]>, message: string, zone: string): string {
  const { acked_at, acked_by, state, closed_at, closed_reason } = settled;
  const when = (at: string) => whenText(at, now(), zone);
  if (state === "closed" && closed_at) {
    const why = closed_reason ? CLOSED_WORDS[closed_reason as keyof typeof CLOSED_WORDS] : "it is over";
    return `It was closed at ${when(closed_at)}: ${why}. Nothing has to be done.`;
  }
  if (acked_at) return `${ownerName(acked_by ?? "Somebody")} has been on it since ${when(acked_at)}.`;
  return message;
}
