/** Every column of the catalog, in the order in which they stand. */
export const COLUMN_KEYS = [
  "status",
  "code",
  "name",
  "value",
  "data",
  "since",
  "lines",
  "stage",
  "verified",
  "owner",
  "area",
  "period",
  "priority",
  "takes",
  "rows",
  "audit",
  "deployed",
  "id",
  "file",
] as const;

export type ColumnKey = (typeof COLUMN_KEYS)[number];
