import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Cut, refreshCut } from "@/api/audit";
import { ApiProblem } from "@/api/http";
import { Glyph } from "@/components/glyph";

/** Asks for one cut to be computed anew. How that goes stands on the cut itself; here only that it could not be asked for. */
export function RefreshCut({ cut, look = "cut-way" }: { cut: Cut; look?: string }) {
  const queries = useQueryClient();
  const asking = useMutation({
    networkMode: "always",
    mutationFn: () => refreshCut(cut),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["cuts", "page", cut.page] }),
  });
  const busy = asking.isPending || cut.refresh !== null;
  const name = cut.failure ? "Try again" : cut.snapshot ? "Refresh" : "Compute now";
  return (
    <>
      <button
        type="button"
        className={`${look} refresh-button`}
        disabled={busy}
        data-busy={busy || undefined}
        onClick={() => asking.mutate()}
      >
        <Glyph name="refresh" />
        {busy ? "Computing" : name}
        <span className="visually-hidden">: {cut.title}</span>
      </button>
      {asking.error && (
        <span role="alert" className="cut-refused">
          {asking.error instanceof ApiProblem ? asking.error.message : "The server did not answer."}
        </span>
      )}
    </>
  );
}
