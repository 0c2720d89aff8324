import type { Person } from "@/api/board";
import { ownerName } from "@/components/words";

/** The name that the workspace gives a person, else as much of the address as says who it is. */
export function personName(email: string, people: Person[]): string {
  const known = people.find((person) => person.email.toLowerCase() === email.toLowerCase());
  return known?.name ?? ownerName(email);
}

/** Everybody who may be chosen as an owner: whom the workspace names, and who owns a metric already. */
export function whoMayOwn(people: Person[], owners: (string | null)[]): Person[] {
  const known = new Set(people.map((person) => person.email.toLowerCase()));
  const others = new Set(owners.filter((owner): owner is string => owner !== null && !known.has(owner.toLowerCase())));
  return [...people, ...[...others].toSorted().map((email) => ({ email, name: null }))];
}

export type TypedOwner = { owner: string | null; problem: null } | { owner: null; problem: string };

/** An address, or the name of somebody known. The server judges addresses; this only tells early what cannot be one. */
export function readOwner(text: string, people: Person[]): TypedOwner {
  const typed = text.trim();
  if (typed === "") return { owner: null, problem: null };
  const named = people.filter((person) => person.name?.toLowerCase() === typed.toLowerCase());
  if (named.length === 1) return { owner: named[0]?.email ?? null, problem: null };
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed)) return { owner: typed, problem: null };
  if (named.length > 1)
    return { owner: null, problem: `${typed} is the name of ${named.length} people: type an address.` };
  return { owner: null, problem: "Type an email address, or the name of somebody in the list." };
}
