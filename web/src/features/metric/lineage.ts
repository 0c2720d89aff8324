import type { TableFreshness } from "@/api/board";

export interface SourceGroup {
  /** Null for tables that no source of the workspace fills. */
  source: string | null;
  tables: TableFreshness[];
}

/** Tables by the source that fills them, in the order in which they come; those of no source last. */
export function bySource(tables: readonly TableFreshness[]): SourceGroup[] {
  const groups = new Map<string | null, TableFreshness[]>();
  for (const table of tables) {
    const known = groups.get(table.source_id);
    if (known) known.push(table);
    else groups.set(table.source_id, [table]);
  }
  const all = [...groups].map(([source, own]) => ({ source, tables: own }));
  return [...all.filter(({ source }) => source !== null), ...all.filter(({ source }) => source === null)];
}
