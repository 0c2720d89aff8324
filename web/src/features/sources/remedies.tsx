import type { FullReload } from "@/api/sources";
import { Ticked } from "@/components/ticked";
import { counted, rateText, secondsText } from "@/lib/amounts";

/** What reading a table in full costs, once and in an hour. */
export function Cost({ reload }: { reload: FullReload }) {
  const once = `${counted(reload.rows, "row")} in ${secondsText(reload.seconds)}`;
  const each =
    reload.per_hour === 1
      ? "each hour"
      : `${rateText(reload.rows_per_hour)} rows and ${rateText(reload.seconds_per_hour)} s an hour on average`;
  return (
    <p className="cost">
      <b>{once}</b>, {each}
    </p>
  );
}

/** What would end it, the best first; or why it may stay so. */
export function Remedies({ reload, most }: { reload: FullReload; most?: number | undefined }) {
  if (reload.accepted !== null) return <p className="quiet">Accepted in its file: {reload.accepted}</p>;
  return (
    <ol className="remedies">
      {reload.remedies.slice(0, most).map((remedy) => (
        <li key={remedy.text}>
          <Ticked text={remedy.text} />
          {remedy.yaml ? ":" : "."}
          {remedy.yaml && (
            <pre>
              <code>{remedy.yaml}</code>
            </pre>
          )}
        </li>
      ))}
    </ol>
  );
}
