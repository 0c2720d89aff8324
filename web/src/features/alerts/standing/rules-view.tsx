import { useQuery } from "@tanstack/react-query";
import { type AlertRules, rulesQuery } from "@/api/alerts";
import { Outdated } from "@/components/outdated";
import { ProblemNote } from "@/components/problem-note";
import { counted } from "@/lib/amounts";
import { MetricRulesTable } from "./metric-rules";
import { quietHoursText, stepText } from "./rule-words";

/** Whom everything would tell now, and when: what the files, people and lines add up to. */
export function RulesView() {
  const asked = useQuery(rulesQuery());
  if (!asked.data)
    return asked.error ? (
      <ProblemNote problem={asked.error} />
    ) : (
      <div className="card skeleton alerts-skeleton" aria-busy="true" />
    );
  return (
    <>
      {asked.error && <Outdated />}
      <div className="rules">
        <MetricRulesTable metrics={asked.data.metrics} />
        <aside className="rules-side">
          <Ways rules={asked.data} />
          <People rules={asked.data} />
        </aside>
      </div>
    </>
  );
}

function Ways({ rules }: { rules: AlertRules }) {
  const { default: usual, routes, escalation, quiet_hours, daily_digest, weekly_digest, page_budget } = rules;
  const areas = routes.filter((route) => route.area);
  return (
    <section className="card pad" aria-label="Routes and times">
      <h2>Routes and times</h2>
      <dl className="channel-facts">
        <dt>By default</dt>
        <dd>{usual.join(", ") || "no channel"}</dd>
        {areas.map(({ area, severity, channels }) => (
          <Pair key={`${area} ${severity}`} name={`${area}, ${severity}`} value={channels.join(", ") || "nobody"} />
        ))}
        <Pair name="What fails" value={operatorsText(rules)} />
        <Pair name="Quiet hours" value={quiet_hours ? quietHoursText(quiet_hours) : "none"} />
        {escalation.length === 0 && <Pair name="Escalation" value="none: nobody else is told" />}
        {escalation.map((step) => (
          <Pair key={step.after_seconds} name={stepText(step)} value={step.channels.join(", ")} />
        ))}
        <Pair
          name="Digest"
          value={
            [daily_digest && `daily ${daily_digest}`, weekly_digest && `weekly ${weekly_digest}`]
              .filter(Boolean)
              .join(", ") || "none"
          }
        />
        <Pair name="Budget" value={`${counted(page_budget, "page")} a week for each metric`} />
      </dl>
    </section>
  );
}

function operatorsText({ operators, operator_targets }: AlertRules): string {
  const targets = operator_targets.map(({ channel, recipient }) => [channel, recipient].filter(Boolean).join(" "));
  if (targets.length > 0) return targets.join(", ");
  return operators.length > 0 ? `${operators.join(", ")}: no channel reaches them` : "nobody";
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function People({ rules }: { rules: AlertRules }) {
  if (rules.people.length === 0) return null;
  return (
    <section className="card pad" aria-label="People">
      <h2>People</h2>
      <ul className="rules-people">
        {rules.people.map(({ email, name, timezone, channels, quiet_hours }) => (
          <li key={email}>
            <b>{name ?? email}</b>
            <span className="quiet">{name && email}</span>
            <span>{channels.length > 0 ? channels.join(", ") : "by the routes alone"}</span>
            <span className="quiet">
              {timezone}
              {quiet_hours && `, quiet ${quietHoursText(quiet_hours)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
