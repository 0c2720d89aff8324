/** The shapes of the API under the names the screens use. The generated types are the truth; this only names them. */
import type { components } from "./schema.gen";

type Shapes = components["schemas"];

export type Board = Shapes["BoardShape"];
export type BoardMetric = Shapes["MetricShape"];
export type Change = Shapes["BoardChangeShape"];
export type Display = Shapes["DisplayShape"];
export type Job = Shapes["JobShape"];
export type MetricPage = Shapes["MetricPageShape"];
export type Definition = Shapes["DefinitionShape"];
export type HistoryPoint = Shapes["HistoryPointShape"];
export type TableFreshness = Shapes["MetricTableShape"];
export type OperatorChange = Shapes["LoggedChangeShape"];
export type DeployedDefinition = Shapes["DeployedDefinitionShape"];
export type Person = Shapes["PersonShape"];
export type Backtest = Shapes["BacktestShape"];
export type Ruling = Shapes["RulingShape"];
export type Past = Shapes["PastShape"];
export type Reading = Shapes["ReadingShape"];
export type Audit = Shapes["AuditShape"];
export type AuditDocument = Shapes["AuditDocumentShape"];

export type Status = BoardMetric["status"];
export type Placement = BoardMetric["class"];
