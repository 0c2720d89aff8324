/** The stored evidence of a change as lines of a table. It is a document of the server: what is not there is left out. */

export interface EvidenceFact {
  name: string;
  value: string;
}

const REASONS: Record<string, string> = {
  alert_crossed: "beyond its red line",
  norm_crossed: "beyond its amber line",
  typical_2s: "far from typical",
  typical_1s: "not typical",
  within: "within its lines",
  no_data: "without data",
  too_few: "over too few rows",
};

const STATUSES: Record<string, string> = { red: "red", amber: "amber", green: "normal" };

const HOWS: Record<string, string> = {
  reading: "a reading",
  edit: "an edit of its lines",
  gate: "that it may be told",
  ended: "the end of what it was about",
  time: "time that passed",
  health: "a failure that lasts",
};

export function evidenceFacts(evidence: Record<string, unknown>): EvidenceFact[] {
  const { value, n, status, reason, lines, after } = evidence as {
    value?: unknown;
    n?: unknown;
    status?: string;
    reason?: string;
    lines?: { norm?: unknown; alert?: unknown } & Record<string, unknown>;
    after?: { bad?: number; good?: number };
  };
  const verdict = status && `${STATUSES[status] ?? status}${reason ? `, ${REASONS[reason] ?? reason}` : ""}`;
  return [
    fact("The last change was", HOWS[String(evidence.how)]),
    fact("Value", numberText(value)),
    fact("Rows", numberText(n)),
    fact("Red line", numberText(lines?.alert_value ?? lines?.alert)),
    fact("Amber line", numberText(lines?.norm_value ?? lines?.norm)),
    fact("Verdict", verdict),
    fact("Bad readings in a row", after?.bad ? String(after.bad) : null),
    fact("Good readings in a row", after?.good ? String(after.good) : null),
    fact("Owner", typeof evidence.owner === "string" ? evidence.owner : null),
  ].filter((each) => each !== null);
}

function fact(name: string, value: string | null | undefined): EvidenceFact | null {
  return value ? { name, value } : null;
}

/** As it was stored: no unit, and all digits. */
function numberText(value: unknown): string | null {
  return typeof value === "number" ? String(value) : null;
}
