import { ApiProblem } from "@/api/http";
import "./dialog.css";

/** Beside a form, why it could not be done: the server's own words, or that it does not answer. */
export function ProblemNote({ problem, kept }: { problem: Error; kept?: string }) {
  const known = problem instanceof ApiProblem ? problem : null;
  return (
    <p className="problem" role="alert">
      {known ? known.message : "The server does not answer."}
      <small>{[known?.hint, known ? "" : "Try again when it does.", kept].filter(Boolean).join(" ")}</small>
    </p>
  );
}
