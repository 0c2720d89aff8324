import type { ReactNode } from "react";
import type { CatalogMetric } from "@/api/catalog";
import { ownerOf } from "@/components/words";
import { countText, fineSecondsText } from "@/lib/amounts";
import type { CsvCell } from "@/lib/csv";
import { AuditCell, DataCell, DeployedCell, NameCell, SinceCell, StageCell, StatusCell, VerifiedCell } from "./cells";
import { COLUMN_KEYS, type ColumnKey } from "./column-keys";
import type { View } from "./view";
import { costTitle, linesText, PERIODS, STAGES, standingOf } from "./words";

export interface Column {
  title: string;
  /** The fewest pixels it is any use in, and its share of what is left over. */
  least: number;
  share: number;
  /** Who stays when there is no room for all; 0 always does, null is shown only to who chooses it. */
  rank: number | null;
  isNumber?: boolean;
  /** Numbers begin with the largest, words with the first. */
  startsDescending?: boolean;
  cell: (metric: CatalogMetric, zone: string) => ReactNode;
  csv: (metric: CatalogMetric) => CsvCell;
}

const quiet = (text: string | null, title?: string) => (text ? <span title={title ?? text}>{text}</span> : "–");

export const COLUMNS: Record<ColumnKey, Column> = {
  status: {
    title: "Status",
    least: 116,
    share: 0.2,
    rank: 0,
    cell: (metric) => <StatusCell metric={metric} />,
    csv: (metric) => [standingOf(metric).word, standingOf(metric).remark].filter(Boolean).join(", "),
  },
  code: {
    title: "Code",
    least: 70,
    share: 0,
    rank: 1,
    cell: (metric) => <code className="catalog-code">{metric.code}</code>,
    csv: (metric) => metric.code,
  },
  name: {
    title: "Metric",
    least: 262,
    share: 2.2,
    rank: 0,
    cell: (metric) => <NameCell metric={metric} />,
    csv: (metric) => metric.name,
  },
  value: {
    title: "Value",
    least: 92,
    share: 0.3,
    rank: 0,
    isNumber: true,
    startsDescending: true,
    cell: (metric) => <b className="catalog-value">{metric.text ?? "–"}</b>,
    csv: (metric) => metric.value,
  },
  data: {
    title: "Data",
    least: 114,
    share: 0.2,
    rank: 4,
    cell: (metric, zone) => <DataCell metric={metric} zone={zone} />,
    csv: (metric) => metric.source_as_of ?? metric.as_of,
  },
  since: {
    title: "Status since",
    least: 108,
    share: 0.2,
    rank: null,
    startsDescending: true,
    cell: (metric, zone) => <SinceCell metric={metric} zone={zone} />,
    csv: (metric) => metric.since,
  },
  lines: {
    title: "Lines",
    least: 200,
    share: 0.4,
    rank: 10,
    cell: (metric) => quiet(linesText(metric)),
    csv: linesText,
  },
  stage: {
    title: "Stage",
    least: 124,
    share: 0.3,
    rank: 3,
    cell: (metric) => <StageCell metric={metric} />,
    csv: (metric) => STAGES[metric.stage],
  },
  verified: {
    title: "Verified",
    least: 104,
    share: 0.3,
    rank: 8,
    startsDescending: true,
    cell: (metric, zone) => <VerifiedCell metric={metric} zone={zone} />,
    csv: (metric) => metric.verified_at,
  },
  owner: {
    title: "Owner",
    least: 132,
    share: 0.8,
    rank: 2,
    cell: (metric) => quiet(ownerOf(metric), metric.owner ?? undefined),
    csv: (metric) => metric.owner,
  },
  area: {
    title: "Area",
    least: 96,
    share: 0.5,
    rank: 5,
    cell: (metric) => quiet(metric.area),
    csv: (metric) => metric.area,
  },
  period: {
    title: "Period",
    least: 66,
    share: 0.1,
    rank: 11,
    cell: (metric) => PERIODS[metric.period],
    csv: (metric) => metric.period,
  },
  priority: {
    title: "Priority",
    least: 76,
    share: 0,
    rank: 12,
    isNumber: true,
    cell: (metric) => metric.priority,
    csv: (metric) => metric.priority,
  },
  takes: {
    title: "Takes",
    least: 76,
    share: 0.1,
    rank: 6,
    isNumber: true,
    startsDescending: true,
    cell: (metric) => (
      <span title={costTitle(metric)}>{metric.cost ? fineSecondsText(metric.cost.median_seconds) : "–"}</span>
    ),
    csv: (metric) => metric.cost?.median_seconds ?? null,
  },
  rows: {
    title: "Rows read",
    least: 90,
    share: 0.2,
    rank: 9,
    isNumber: true,
    startsDescending: true,
    cell: (metric) => (metric.cost?.rows_read == null ? "–" : countText(metric.cost.rows_read)),
    csv: (metric) => metric.cost?.rows_read ?? null,
  },
  audit: {
    title: "Audit",
    least: 142,
    share: 0.2,
    rank: 7,
    cell: (metric, zone) => <AuditCell metric={metric} zone={zone} />,
    csv: (metric) => metric.audit?.verdict ?? null,
  },
  deployed: {
    title: "Deployed",
    least: 108,
    share: 0.2,
    rank: null,
    startsDescending: true,
    cell: (metric, zone) => <DeployedCell metric={metric} zone={zone} />,
    csv: (metric) => metric.deployed_at ?? metric.retired?.at ?? null,
  },
  id: {
    title: "Id",
    least: 170,
    share: 0.8,
    rank: null,
    cell: (metric) => <code title={metric.metric_id}>{metric.metric_id}</code>,
    csv: (metric) => metric.metric_id,
  },
  file: {
    title: "File",
    least: 190,
    share: 1,
    rank: null,
    cell: (metric) => <code title={metric.file}>{metric.file}</code>,
    csv: (metric) => metric.file,
  },
};

const GAP = 14;
const EDGES = 40;

/** The columns that a width has room for, in their order: those chosen, or else the ones that matter most. */
export function fittingColumns({ columns, grouped }: Pick<View, "columns" | "grouped">, width: number): ColumnKey[] {
  // Below headings of areas each row need not name its own.
  const usual = (key: ColumnKey) => COLUMNS[key].rank !== null && !(grouped && key === "area");
  const wanted = COLUMN_KEYS.filter((key) => (columns ? columns.includes(key) : usual(key)));
  const ranked = [...wanted].sort((first, second) => (COLUMNS[first].rank ?? 13) - (COLUMNS[second].rank ?? 13));
  let left = width - EDGES;
  const kept = new Set<ColumnKey>(["name"]);
  left -= COLUMNS.name.least + GAP;
  for (const key of ranked) {
    if (kept.has(key)) continue;
    left -= COLUMNS[key].least + GAP;
    if (left < 0) break;
    kept.add(key);
  }
  return COLUMN_KEYS.filter((key) => kept.has(key));
}

/** The widths of columns as CSS has them, the same in every row. */
export function columnTracks(keys: ColumnKey[]): string {
  return keys.map((key) => `minmax(${COLUMNS[key].least}px, ${COLUMNS[key].share || 0.001}fr)`).join(" ");
}
