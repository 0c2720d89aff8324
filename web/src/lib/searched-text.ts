import { foldText } from "./fold-text";

interface Called {
  code: string;
  name: string;
  metric_id: string;
  area: string;
  owner: string | null;
  owner_name: string | null;
}

/** All that people call a metric, folded; an id as it is written, and as it is spoken. */
export function searchedText({ code, name, metric_id, area, owner, owner_name }: Called): string {
  const spoken = metric_id.replaceAll("_", " ");
  return foldText([code, name, metric_id, spoken, area, owner ?? "", owner_name ?? ""].join("\n"));
}

/** The words of a search, each of which must stand somewhere in that. */
export function searchedWords(text: string): string[] {
  return foldText(text).split(/\s+/).filter(Boolean);
}
