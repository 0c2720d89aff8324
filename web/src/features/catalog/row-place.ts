/** Where a row stands, for the list that draws only some. */
export interface RowPlace {
  ref: (row: HTMLTableRowElement | null) => void;
  "data-index": number;
  "aria-rowindex": number;
}
