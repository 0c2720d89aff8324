import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { answerOf, client } from "./client";
import { EditProblem } from "./edit-metric";
import { isFinal, retry } from "./http";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];

export type AuditPages = Shapes["AuditPagesShape"];
export type AuditPageEntry = Shapes["AuditPageEntryShape"];
export type AuditPage = Shapes["AuditPageShape"];
export type Part = AuditPage["parts"][number];
export type Cut = Shapes["CutShape"];
export type Snapshot = Shapes["CutSnapshotShape"];
export type CutDocument = Shapes["CutDocumentShape"];
export type CutChange = Shapes["CutChangeShape"];
export type CutEditAnswer = Shapes["CutEditAnswer"];
export type PageRefresh = Shapes["PageRefreshAnswer"];
export type LinkedCut = Shapes["LinkedCutShape"];

const AGAIN_MILLISECONDS = 10_000;
const COMPUTING_MILLISECONDS = 2000;
/** The daily job may have computed it, or somebody else asked for it. */
const GENTLY_MILLISECONDS = 60_000;

interface Asked<Document> {
  data?: Document;
  error?: unknown;
  response: Response;
}

/** What came last of each address, with its version: an answer "nothing new" costs next to nothing. */
const known = new Map<string, { etag: string; document: unknown }>();

async function newest<Document>(
  address: string,
  ask: (headers: Record<string, string>) => Promise<Asked<Document>>,
): Promise<Document> {
  const last = known.get(address);
  const asked = await ask(last ? { "if-none-match": last.etag } : {});
  if (last && asked.response.status === 304) return last.document as Document;
  const document = await answerOf(Promise.resolve(asked));
  const etag = asked.response.headers.get("etag");
  if (etag) known.set(address, { etag, document });
  return document;
}

/** All audit pages with the names of their cuts. */
export function auditPagesQuery() {
  return queryOptions({
    queryKey: ["cuts", "pages"],
    queryFn: (): Promise<AuditPages> => newest("pages", (headers) => client.GET("/api/audit/pages", { headers })),
    retry,
    staleTime: 60_000,
    refetchInterval: ({ state: { error } }) => (error && !isFinal(error) ? AGAIN_MILLISECONDS : false),
  });
}

/** One page; without a window the one that it opens with. While something of it is computed it is asked for again and again. */
export function auditPageQuery(page: string, window: string | null) {
  return queryOptions({
    queryKey: ["cuts", "page", page, window],
    queryFn: (): Promise<AuditPage> =>
      newest(`${page}?${window}`, (headers) =>
        client.GET("/api/audit/pages/{page}", {
          params: { path: { page }, query: window ? { window } : {} },
          headers,
        }),
      ),
    retry,
    staleTime: 60_000,
    refetchInterval: ({ state: { data, error } }) => {
      if (error) return isFinal(error) ? false : AGAIN_MILLISECONDS;
      return data && data.refreshing > 0 ? COMPUTING_MILLISECONDS : GENTLY_MILLISECONDS;
    },
  });
}

/** One cut with its edits, and whom the workspace knows. */
export function cutQuery(cutId: string) {
  return queryOptions({
    queryKey: ["cuts", "one", cutId],
    queryFn: (): Promise<CutDocument> =>
      answerOf(client.GET("/api/audit/cuts/{cut_id}", { params: { path: { cut_id: cutId } } })),
    retry,
    staleTime: 0,
  });
}

/** Where a browser fetches the rows of a cut as a file. */
export function csvAddress({ cut_id, window }: Pick<Cut, "cut_id" | "window">): string {
  return `/api/audit/cuts/${encodeURIComponent(cut_id)}/csv?window=${encodeURIComponent(window)}`;
}

/** Ask for what a page shows to be computed anew. */
export function refreshPage(page: string, window: string): Promise<PageRefresh> {
  return answerOf(
    client.POST("/api/audit/pages/{page}/refresh", {
      params: { path: { page } },
      body: { window, trigger: "ui" },
    }),
  );
}

/** Ask for one cut to be computed anew. */
export function refreshCut({ cut_id, window }: Pick<Cut, "cut_id" | "window">): Promise<Shapes["RefreshAnswer"]> {
  return answerOf(
    client.POST("/api/audit/cuts/{cut_id}/refresh", {
      params: { path: { cut_id } },
      body: { window, trigger: "ui" },
    }),
  );
}

/** What people decide about a cut. Null unsets; what is left out stays. */
export type CutChanges = Partial<Pick<Shapes["CutEditRequest"], "owner" | "verification_state">>;

export interface CutEdit {
  cutId: string;
  changes: CutChanges;
  /** Of the cut that the person looked at. */
  version: string;
  by: string;
  reason: string;
}

/** Send an edit. Throws EditProblem with the server's words, or a TypeError or timeout when no server answers. */
export async function editCut({ cutId, changes, version, by, reason }: CutEdit): Promise<CutEditAnswer> {
  const { data, error, response } = await client.PATCH("/api/audit/cuts/{cut_id}/verification", {
    params: { path: { cut_id: cutId }, header: { "if-match": `"${version}"` } },
    body: { ...changes, changed_by: by, reason: reason.trim() || null },
  });
  if (data !== undefined && response.ok) return data;
  throw new EditProblem(response.status, (error ?? {}) as ConstructorParameters<typeof EditProblem>[1]);
}

/** The cut as the server's answer has it, wherever it is shown, before it is read again. */
export function takeCutEdit(queries: QueryClient, cutId: string, answer: CutEditAnswer): void {
  const { changed: _changed, warnings: _warnings, changes, ...edited } = answer;
  queries.setQueryData(["cuts", "one", cutId], (cut: CutDocument | undefined) => cut && { ...cut, ...edited, changes });
  queries.setQueriesData<AuditPage>({ queryKey: ["cuts", "page"] }, (page) => page && withCut(page, edited));
}

function withCut(page: AuditPage, edited: Pick<Cut, "cut_id"> & Partial<Cut>): AuditPage {
  const parts = page.parts.map((part) =>
    part.kind === "cut" && part.cut.cut_id === edited.cut_id ? { ...part, cut: { ...part.cut, ...edited } } : part,
  );
  return { ...page, parts };
}
