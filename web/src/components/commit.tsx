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
