import { Link } from "@tanstack/react-router";
import type { Board } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import "./alerting-notice.css";

type Alerting = NonNullable<Board["alerting"]>;

/** That messages do not go out: a channel is down, or no beat has been complete for too long. */
export function AlertingNotice({ alerting, zone }: { alerting: Alerting; zone: string }) {
  const { channels_down: down = [], no_beats_since: stopped } = alerting;
  const [first, ...others] = down;
  const since = first?.since ?? stopped;
  const when = useClock((at) => (since ? ` since ${whenText(since, at, zone)}` : ""));
  const more = others.length > 0 ? ` +${others.length}` : "";
  return (
    <Link
      to="/alerts"
      search={{ view: "channels" }}
      className="failing-sources alerting-notice"
      title={sentence(alerting)}
    >
      <Glyph name="bell" />
      <b>{first ? first.channel : "no beat"}</b>
      <span>
        {first ? "tells nobody" : "was complete"}
        {when}
        {more}
      </span>
    </Link>
  );
}

export function sentence({ channels_down: down = [], no_beats_since: stopped }: Alerting): string {
  const parts = down.map(({ channel, reason }) => `${channel}: ${reason ?? "down"}`);
  return [...parts, ...(stopped ? ["no beat has been complete"] : [])].join(", ");
}
