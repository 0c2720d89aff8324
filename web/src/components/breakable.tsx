import { Fragment } from "react";

/** A long name of a table or a file breaks after its dots, slashes and underscores, never inside a word or before its ending. */
export function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[/_])|(?<=\.)(?!sql$)/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}
