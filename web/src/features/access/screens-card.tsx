import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Device, revokeScreen } from "@/api/access";
import { ownerName } from "@/components/words";
import { agoText, since } from "@/lib/age";
import { fullDay } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { ConfirmButton } from "./confirm-button";

/** The screens that are let in, and when each was there last. */
export function ScreensCard({ devices, zone }: { devices: Device[]; zone: string }) {
  const good = devices.filter((each) => each.revoked_at === null);
  const ended = devices.filter((each) => each.revoked_at !== null);
  return (
    <section className="card access-list" aria-label="Paired screens">
      <h2>Paired screens</h2>
      {good.length === 0 && <p className="access-none">No screen is paired.</p>}
      <ul>
        {good.map((device) => (
          <Screen key={device.id} device={device} zone={zone} />
        ))}
      </ul>
      {ended.length > 0 && (
        <details>
          <summary>{ended.length === 1 ? "1 revoked screen" : `${ended.length} revoked screens`}</summary>
          <ul>
            {ended.map((device) => (
              <Screen key={device.id} device={device} zone={zone} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Screen({ device, zone }: { device: Device; zone: string }) {
  const seen = useClock((at) => (device.last_seen_at ? agoText(since(device.last_seen_at, at) ?? 0) : ""));
  const known = useQueryClient();
  const revoking = useMutation({
    mutationFn: () => revokeScreen(device.id),
    onSettled: () => known.invalidateQueries({ queryKey: ["access"] }),
  });
  return (
    <li>
      <div>
        <b>{device.name}</b>
        <p>
          paired {fullDay(device.paired_at, zone)} by {ownerName(device.paired_by)}
          {device.revoked_at
            ? `, revoked ${fullDay(device.revoked_at, zone)}`
            : `, ${seen ? `seen ${seen}` : "not seen yet"}`}
        </p>
      </div>
      {!device.revoked_at && (
        <ConfirmButton
          label="Revoke"
          title={`Revoke ${device.name}?`}
          text="It shows no numbers any more, and how to pair it again."
          isBusy={revoking.isPending}
          problem={revoking.error}
          onConfirm={() => revoking.mutateAsync()}
        />
      )}
    </li>
  );
}
