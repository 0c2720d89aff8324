import { expect, test } from "vitest";
import { type Entry, rank } from "./rank";

const metric = (code: string, title: string, ...also: string[]): Entry => ({
  id: `metric:${code}`,
  kind: "metric",
  code,
  title,
  also,
});
const page = (title: string, ...also: string[]): Entry => ({
  id: `page:${title}`,
  kind: "page",
  code: "",
  title,
  also,
});

const ENTRIES = [
  page("Cockpit", "wall"),
  page("Sources", "tables"),
  metric("NPLR", "Non-performing loans", "npl_ratio", "risk", "katrin.meyer"),
  metric("LOAN", "Loans outstanding", "loans_outstanding", "lending", "sam.okafor"),
  metric("APVL", "Loan approval time", "approval_time", "lending", "sam.okafor"),
  metric("ÜBZG", "Überziehungen", "ueberziehungen", "payments", "jörg.weiß"),
  metric("ДОХД", "Доход за день", "income", "treasury", "юлия"),
];
const codes = (query: string, recent: string[] = []) =>
  rank(ENTRIES, query, recent).map((each) => each.code || each.title);

test.each([
  ["nplr", "NPLR"],
  ["loans out", "LOAN"],
  ["approval", "APVL"],
  ["ubz", "ÜBZG"],
  ["uberz", "ÜBZG"],
  ["доход", "ДОХД"],
  ["npl_ratio", "NPLR"],
  ["cock", "Cockpit"],
  ["apptime", "APVL"],
])("%s finds %s first", (query, first) => {
  expect(codes(query)[0]).toBe(first);
});

test("words may come in any order, and each has to fit", () => {
  expect(codes("okafor approval")).toEqual(["APVL"]);
  expect(codes("time loan")).toEqual(["APVL"]);
  expect(codes("loan treasury")).toEqual([]);
});

test("an owner or an area finds all that is theirs, after what is named so", () => {
  expect(codes("lending")).toEqual(["LOAN", "APVL"]);
  expect(rank([...ENTRIES, metric("LEND", "Lending", "lend")], "lending", []).map((each) => each.code)[0]).toBe("LEND");
});

test("what was opened last comes first without a query, and among equals with one", () => {
  expect(codes("", ["metric:APVL", "page:Sources"]).slice(0, 3)).toEqual(["APVL", "Sources", "Cockpit"]);
  expect(codes("lending", ["metric:APVL"])).toEqual(["APVL", "LOAN"]);
});

test("an exact code wins over what was opened last", () => {
  expect(codes("loan", ["metric:NPLR", "metric:APVL"])[0]).toBe("LOAN");
});

test("letters with others between them find a name only where nothing else does", () => {
  expect(codes("loan")).toEqual(["LOAN", "APVL", "NPLR"]);
  expect(codes("lontime")).toEqual(["APVL"]);
});

test("without a query two hundred metrics leave room for what can be done", () => {
  const many = Array.from({ length: 200 }, (_, index) => metric(`M${index}`, `Metric ${index}`));
  const act: Entry = { id: "action:theme", kind: "action", code: "", title: "Theme", also: [] };
  const found = rank([page("Cockpit"), ...many, act], "", ["metric:M150"]).map((each) => each.code || each.title);
  expect([found[0], found[1], found.at(-1)]).toEqual(["M150", "Cockpit", "Theme"]);
  expect(found).toHaveLength(15);
});
