import { fullDay } from "@/lib/calendar";
import { linesOn } from "./curve";
import type { Scene } from "./scene";

const STATUS = { red: "red", amber: "amber", green: "normal" } as const;

/** The places of the curve as rows, the newest first. */
export function ValuesTable({ scene }: { scene: Scene }) {
  const { stands, grain, page } = scene;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="table-scroll values" tabIndex={0} aria-label="Values in the chart">
      <table>
        <thead>
          <tr>
            <th scope="col">{grain === "day" ? "Day" : `Day of the ${grain}`}</th>
            <th scope="col" className="right">
              Value
            </th>
            <th scope="col">Typical</th>
            <th scope="col">Shown</th>
            <th scope="col" className="right">
              Amber
            </th>
            <th scope="col" className="right">
              Red
            </th>
            <th scope="col" className="right">
              Rows
            </th>
          </tr>
        </thead>
        <tbody>
          {stands.toReversed().map(({ point }) => {
            const lines = linesOn(page.lines, point.d);
            return (
              <tr key={`${point.d} ${point.definition_hash}`}>
                <th scope="row">{fullDay(point.d, "UTC")}</th>
                <td className="right strong">{point.text}</td>
                <td>
                  {point.typical?.text ?? "–"}
                  {point.far_from_typical && ", far from it"}
                </td>
                <td>{point.status ? STATUS[point.status] : "computed later"}</td>
                <td className="right">{lines?.norm ?? "–"}</td>
                <td className="right">{lines?.alert ?? "–"}</td>
                <td className="right">{point.n ?? "–"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
