import { CopyButton } from "@/components/copy-button";
import { Source } from "./source";

const EXAMPLE = `"""Fees by month, and by what earned them."""

META = {
    "page": "revenue",
    "title": "Fees by month",
    "chart": "stacked_bar",
    "windows": ["90d", "12m"],
    "how_to_read": "The height of a month is all that was earned in it.",
}
FEES = """
select date_trunc('month', create_time)::date as month, sum(fee) as fees
from shop.payment
where create_time >= %(start)s and create_time < %(end)s
group by 1
order by 1
"""


def compute(conn, *, window):
    rows = conn.execute(FEES, window.parameters).fetchall()
    return {
        "unit": "EUR",
        "labels": [f"{row['month']:%b %Y}" for row in rows],
        "series": [{"name": "Fees", "values": [row["fees"] for row in rows]}],
    }
`;

/** No cut is deployed: what one is, and how the first comes here. */
export function EmptyAudit() {
  return (
    <section className="card pad audit-empty" aria-label="No cut yet">
      <h2>No cut is deployed yet</h2>
      <p>
        A cut is one Python module that looks at the rows behind a metric and returns what is to be drawn. Write one as{" "}
        <code>cuts/fees_by_month.py</code> in the workspace, then run <code>heartbeat deploy</code>: its page stands
        here, and its cut is computed at once and again each day.
      </p>
      <div className="audit-example">
        <div className="card-head">
          <code>cuts/fees_by_month.py</code>
          <CopyButton text={EXAMPLE} name="the example" />
        </div>
        <Source text={EXAMPLE} label="An example of a cut" />
      </div>
      <p className="quiet">
        Words between cuts stand in <code>cuts/revenue.md</code>, where <code>[[fees_by_month]]</code> is the place of
        the cut.
      </p>
    </section>
  );
}
