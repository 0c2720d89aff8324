import type { Person } from "@/api/board";
import { initials } from "../initials";
import { personName } from "./people";

interface OwnerProps {
  owner: string | null;
  people: Person[];
  /** What it means that nobody does. */
  nobody: string;
}

/** Who answers for it, by the name that the workspace gives. */
export function Owner({ owner, people, nobody }: OwnerProps) {
  if (!owner) return <p className="note">{nobody}</p>;
  const name = personName(owner, people);
  return (
    <div className="person">
      <span className="avatar" aria-hidden="true">
        {initials(name)}
      </span>
      <div>
        <b>{name}</b>
        <span className="quiet">{owner}</span>
      </div>
    </div>
  );
}
