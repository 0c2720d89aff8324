import type { Cut } from "@/api/audit";
import { useLive } from "@/api/use-live";
import { Breakable } from "@/components/breakable";
import { Commit } from "@/components/commit";
import { CopyButton } from "@/components/copy-button";
import { secondsText } from "@/lib/amounts";
import { fullDay } from "@/lib/calendar";
import { Source } from "./source";

/** The module that computed what is shown, where it lies, and with which commit it came. */
export function CutSource({ cut }: { cut: Cut }) {
  const zone = useLive((state) => state.board?.timezone) ?? "UTC";
  const seconds = cut.snapshot?.seconds;
  return (
    <>
      <div className="cut-source-head">
        <code>
          <Breakable text={cut.file} />
        </code>
        <span className="quiet">
          deployed {fullDay(cut.deployed_at, zone)}
          {cut.git_commit && (
            <>
              , commit <Commit name={cut.git_commit} />
            </>
          )}
          {typeof seconds === "number" && `, computed in ${secondsText(seconds)}`}
        </span>
        <CopyButton text={cut.module} name={`the module of ${cut.title}`} />
      </div>
      <Source text={cut.module} label={`Module of ${cut.title}`} />
    </>
  );
}
