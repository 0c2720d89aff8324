/** Two texts compared line by line: what stays, what went and what came, in reading order. */
export interface DiffLine {
  kind: "same" | "gone" | "new";
  text: string;
}

/** The longest common sequence of lines; statements have tens of lines, so its square costs nothing. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [old, fresh] = [before.trimEnd().split("\n"), after.trimEnd().split("\n")];
  const common = commonLengths(old, fresh);
  const lines: DiffLine[] = [];
  let [left, right] = [0, 0];
  while (left < old.length || right < fresh.length) {
    const [gone, came] = [old[left], fresh[right]];
    if (gone !== undefined && gone === came) {
      lines.push({ kind: "same", text: gone });
      left += 1;
      right += 1;
    } else if (
      came === undefined ||
      (gone !== undefined && at(common, left + 1, right) >= at(common, left, right + 1))
    ) {
      lines.push({ kind: "gone", text: gone ?? "" });
      left += 1;
    } else {
      lines.push({ kind: "new", text: came });
      right += 1;
    }
  }
  return lines;
}

function commonLengths(old: string[], fresh: string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(fresh.length + 1).fill(0));
  for (let left = old.length - 1; left >= 0; left -= 1) {
    for (let right = fresh.length - 1; right >= 0; right -= 1) {
      const same = old[left] === fresh[right];
      const longest = same
        ? at(table, left + 1, right + 1) + 1
        : Math.max(at(table, left + 1, right), at(table, left, right + 1));
      (table[left] as number[])[right] = longest;
    }
  }
  return table;
}

function at(table: number[][], left: number, right: number): number {
  return table[left]?.[right] ?? 0;
}
