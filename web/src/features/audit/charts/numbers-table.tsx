import { useState } from "react";
import { countText } from "@/lib/amounts";
import type { NumberRows } from "./renderer";

const FIRST = 200;
const MORE = 1000;

/** A chart as rows: for whoever asks for them, and unseen for whoever cannot see the picture. */
export function NumbersTable({ table, title, isHidden }: { table: NumberRows; title: string; isHidden: boolean }) {
  const [count, setCount] = useState(FIRST);
  const { head, rows } = table;
  const left = rows.length - count;
  return (
    <section
      className={isHidden ? "visually-hidden" : "table-scroll cut-numbers"}
      // What scrolls must be reached by keys.
      {...(!isHidden && { tabIndex: 0 })}
      aria-label={`${title}, as a table`}
    >
      <table>
        <thead>
          <tr>
            {head.map(({ text, isNumber }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name, and do not move
              <th scope="col" className={isNumber ? "right" : undefined} key={at}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, count).map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and do not move
            <tr key={at}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells are known by their column
                <Cell text={cell} isFirst={column === 0} isNumber={head[column]?.isNumber ?? false} key={column} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && !isHidden && (
        <button type="button" className="button cut-more" onClick={() => setCount(count + MORE)}>
          {countText(Math.min(left, MORE))} more of {countText(left)}
        </button>
      )}
      {left > 0 && isHidden && <p>And {left} more rows: show the chart as a table, or take its CSV.</p>}
    </section>
  );
}

function Cell({ text, isFirst, isNumber }: { text: string; isFirst: boolean; isNumber: boolean }) {
  if (isFirst) return <th scope="row">{text}</th>;
  return <td className={isNumber ? "right" : undefined}>{text}</td>;
}
