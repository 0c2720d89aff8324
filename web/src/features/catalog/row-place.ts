/** Where a row stands, for the list that draws only some. */
export interface RowPlace {
  "data-index": number;
  "aria-rowindex": number;
}
