import type { Cut } from "@/api/audit";
import { useLive } from "@/api/use-live";
import { Ago } from "@/components/ago";
import { Glyph } from "@/components/glyph";
import { Ticked } from "@/components/ticked";

/** What is to be known before the picture is believed: that it failed, was never made, is being made, or is of an older module. */
export function CutNotes({ cut }: { cut: Cut }) {
  const { snapshot, failure, refresh } = cut;
  return (
    <>
      {failure && <Failure cut={cut} failure={failure} />}
      {snapshot?.is_outdated && !failure && (
        <p className="cut-note-line">
          <Glyph name="changed" />
          <span>
            Computed by the module as it was before it was deployed anew.{" "}
            {refresh ? "It is being computed again." : "Refresh it to see what the module computes now."}
          </span>
        </p>
      )}
      {!snapshot && !failure && <Missing cut={cut} />}
    </>
  );
}

function Failure({ cut, failure }: { cut: Cut; failure: NonNullable<Cut["failure"]> }) {
  const zone = useLive((state) => state.board?.timezone) ?? "UTC";
  return (
    <section className="cut-failure" aria-label={`Why ${cut.title} could not be computed`}>
      <Glyph name="error" />
      <div>
        <p>
          <b>
            Could not be computed <Ago at={failure.tried_at} zone={zone} />.
          </b>{" "}
          {cut.snapshot ? (
            <>
              What stands below is from before, <Ago at={cut.snapshot.computed_at} zone={zone} />.
            </>
          ) : (
            "It has never been computed for this window."
          )}
        </p>
        <pre>{failure.message}</pre>
        {failure.hint && (
          <p className="quiet">
            <Ticked text={failure.hint} />
          </p>
        )}
      </div>
    </section>
  );
}

function Missing({ cut }: { cut: Cut }) {
  const state = cut.refresh?.state;
  return (
    <div className="cut-missing" data-busy={cut.refresh !== null || undefined}>
      <Glyph name={cut.refresh ? "refresh" : "empty"} />
      <p>
        {state === "running" && `Computing ${cut.window_words} …`}
        {state === "queued" && "Waits to be computed."}
        {!state && `Not computed for ${cut.window_words} yet. The daily job does it, or “Compute now”.`}
      </p>
    </div>
  );
}
