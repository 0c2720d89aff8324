import type { MetricPage } from "@/api/board";
import { initials } from "../initials";
import { personName } from "./people";

/** Who answers for the number, by the name that the workspace gives. */
export function Owner({ page: { metric, people } }: { page: MetricPage }) {
  if (!metric.owner) {
    return <p className="note">Nobody owns this number. A metric without an owner never pages anyone.</p>;
  }
  const name = personName(metric.owner, people);
  return (
    <div className="person">
      <span className="avatar" aria-hidden="true">
        {initials(name)}
      </span>
      <div>
        <b>{name}</b>
        <span className="quiet">{metric.owner}</span>
      </div>
    </div>
  );
}
