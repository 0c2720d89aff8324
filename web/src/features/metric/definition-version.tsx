import type { MetricPage } from "@/api/board";
import { Commit } from "@/components/commit";
import { fullDay } from "@/lib/calendar";

/** `v1:3f9a1c…` -> `3f9a1c2b`: enough to tell two apart, and what git shows of a commit. */
export function shortHash(hash: string): string {
  return hash.replace(/^v\d+:/, "").slice(0, 8);
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
