import type { AuditDocument } from "@/api/board";
import { SqlBlock } from "./sql-block";

type Block = AuditDocument["content"][number];

/** The document of an audit, laid out from its blocks: all of it is text, and nothing in it can become markup. */
export function AuditText({ blocks }: { blocks: Block[] }) {
  return (
    <article className="audit-text" aria-label="Document of the audit">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a document never changes, and a block is its place
        <BlockText key={index} block={block} />
      ))}
    </article>
  );
}

function BlockText({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      return block.level === 1 ? <h3>{block.text}</h3> : <h4>{block.text}</h4>;
    case "paragraph":
      return <p>{block.text}</p>;
    case "bullets":
      return (
        <ul>
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      );
    case "code":
      return <SqlBlock sql={block.text} label="A statement of the audit" />;
    default:
      return <TableText table={block} />;
  }
}

function TableText({ table }: { table: Extract<Block, { kind: "table" }> }) {
  const side = (column: number) => (table.right.includes(column) ? "right" : undefined);
  const named = table.header.some(Boolean);
  const label = named ? table.header.filter(Boolean).join(", ") : "Facts";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="table-scroll" tabIndex={0} aria-label={label}>
      <table className={named ? undefined : "audit-facts"}>
        {named && (
          <thead>
            <tr>
              {table.header.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                <th key={column} scope="col" className={side(column)}>
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.join("\u0000")}>
              {row.map((cell, column) =>
                column === 0 ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                  <th key={column} scope="row">
                    {cell}
                  </th>
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                  <td key={column} className={side(column)}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
