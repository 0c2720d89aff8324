import { Link } from "@tanstack/react-router";
import type { LinkedCut } from "@/api/audit";
import "./cuts-card.css";

const ROLES: { role: LinkedCut["role"]; words: string }[] = [
  { role: "explains", words: "Why it is what it is" },
  { role: "drilldown", words: "What it is made of" },
];

/** The cuts that explain the number, and those that list what it is made of, each on its audit page. */
export function CutsCard({ cuts }: { cuts: LinkedCut[] }) {
  if (cuts.length === 0) return null;
  return (
    <section className="card pad cuts-card" aria-label="See in audit">
      <div className="card-head">
        <h2>See in audit</h2>
      </div>
      {ROLES.map(({ role, words }) => {
        const own = cuts.filter((cut) => cut.role === role);
        return (
          own.length > 0 && (
            <div key={role}>
              <h3 className="quiet">{words}</h3>
              <ul>
                {own.map(({ cut_id, page, title }) => (
                  <li key={cut_id}>
                    <Link to="/audit/$page" params={{ page }} hash={`cut-${cut_id}`}>
                      {title}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          )
        );
      })}
    </section>
  );
}
