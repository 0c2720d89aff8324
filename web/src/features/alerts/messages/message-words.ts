import type { Delivery, Notice } from "@/api/alerts";
import { counted } from "@/lib/amounts";

export const KIND_WORDS: Record<Notice["kind"], string> = {
  fire: "fired",
  escalate: "became worse",
  resolve: "resolved",
  close: "closed",
  flapping: "flaps",
  remind: "reminder",
  step: "nobody has acknowledged",
};

/** `Unpaid card collateral: fired`, `3 incidents: …`, `a test` */
export function whatItTells({ form, notices }: Delivery): string {
  if (form === "test") return "a test";
  const [first] = notices;
  const about = notices.map(({ title }) => title).join(", ");
  if (notices.length > 1)
    return `${form === "digest" ? "digest of " : ""}${counted(notices.length, "incident")}: ${about}`;
  return first ? `${first.title}: ${KIND_WORDS[first.kind]}` : "";
}

/** The text of what was sent, whatever form the channel gave it. */
export function bodyOf(content: unknown): string | null {
  if (content === null || content === undefined) return null;
  if (typeof content === "string") return content;
  const { subject, body } = content as { subject?: unknown; body?: unknown };
  if (typeof body !== "string") return JSON.stringify(content, null, 2);
  return typeof subject === "string" && !body.startsWith(subject) ? `${subject}\n\n${body}` : body;
}
