import { useQuery } from "@tanstack/react-query";
import { inboxQuery } from "@/api/alerts";
import { useSession } from "@/api/session";
import "./open-count.css";

/** Beside the way to the alerts: how many incidents nobody is on. */
export function OpenCount() {
  const { session } = useSession();
  const { data } = useQuery({ ...inboxQuery(), enabled: session?.who !== null && session !== null });
  const count = data?.counts.unacknowledged ?? 0;
  if (count === 0) return null;
  return (
    <span className="open-count">
      {count}
      <span className="visually-hidden"> not picked up</span>
    </span>
  );
}
