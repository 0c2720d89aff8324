import { ApiProblem } from "@/api/http";
import { Ticked } from "./ticked";
import "./dialog.css";

/** Beside a form, why it could not be done: the server's own words, or that it does not answer. */
export function ProblemNote({ problem, kept }: { problem: Error; kept?: string }) {
  const known = problem instanceof ApiProblem ? problem : null;
  const hint = [known?.hint, known ? "" : "Try again when it does.", kept].filter(Boolean).join(" ");
  return (
    <p className="problem" role="alert">
      <Ticked text={known ? known.message : "The server does not answer."} />
      <small>
        <Ticked text={hint} />
      </small>
    </p>
  );
}
