import type { MetricPage } from "@/api/board";
import { fullDay } from "@/lib/calendar";

/** `v1:3f9a1c…` -> `3f9a1c2b`: enough to tell two apart, and what git shows of a commit. */
export function shortHash(hash: string): string {
  return hash.replace(/^v\d+:/, "").slice(0, 8);
}

/** `5d1c0f77`, `5d1c0f77 with uncommitted changes`: files that were changed after a commit are said, not cut. */
export function commitText(name: string): string {
  const { short, remark } = commitParts(name);
  return short + remark;
}

/** The same on a page, with the whole commit for whoever points at it. */
export function Commit({ name }: { name: string }) {
  const { commit, short, remark } = commitParts(name);
  return (
    <span className="commit" title={commit}>
      <code>{short}</code>
      {remark}
    </span>
  );
}

/** The server writes `-dirty` behind a commit that is not all that was deployed. */
function commitParts(name: string) {
  const commit = name.replace(/-dirty$/, "");
  return { commit, short: commit.slice(0, 8), remark: commit === name ? "" : " with uncommitted changes" };
}

/** Which definition this is: the how manieth, its hash, since when it counts, and the commit that it came with. */
export function DefinitionVersion({ page, zone }: { page: MetricPage; zone: string }) {
  const { definition, definitions } = page;
  const number = definitions.findIndex(({ definition_hash }) => definition_hash === definition.definition_hash) + 1;
  const known = definitions[number - 1];
  const named = known?.git_commit ?? definition.git_commit;
  return (
    <p className="quiet version">
      {number > 0 ? `Version ${number}` : "Version"}{" "}
      <code title={definition.definition_hash}>{shortHash(definition.definition_hash)}</code>, since{" "}
      {fullDay(known?.deployed_at ?? definition.deployed_at, zone)}
      {named && (
        <>
          , commit <Commit name={named} />
        </>
      )}
    </p>
  );
}
