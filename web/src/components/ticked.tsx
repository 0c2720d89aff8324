import { Fragment } from "react";

/** What stands between backticks in a text of the server is something to type. */
export function Ticked({ text }: { text: string }) {
  return text.split("`").map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
    <Fragment key={index}>{index % 2 ? <code>{part}</code> : part}</Fragment>
  ));
}
