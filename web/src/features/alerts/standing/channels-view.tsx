import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Channel, type DeadMan, deliveryQuery, type Inbox, testChannel } from "@/api/alerts";
import { useMay } from "@/api/session";
import { Ago } from "@/components/ago";
import { ActTrouble } from "@/components/alerts/act-problem";
import { useAct } from "@/components/alerts/use-act";
import { Glyph } from "@/components/glyph";
import { useClock } from "@/lib/use-clock";
import { NoChannel } from "./no-channel";
import { type Proof, proofOf, testText } from "./proof";

/** The ways to reach people, each with its last proof: a channel that nobody has heard of for days is no channel. */
export function ChannelsView({ inbox }: { inbox: Inbox }) {
  const { channels, dead_man, timezone } = inbox;
  return (
    <>
      {channels.length === 0 && <NoChannel />}
      <div className="channels">
        {channels.map((channel) => (
          <ChannelCard key={channel.name} channel={channel} zone={timezone} />
        ))}
        <DeadManCard deadMan={dead_man} zone={timezone} />
      </div>
    </>
  );
}

function ChannelCard({ channel, zone }: { channel: Channel; zone: string }) {
  const { name, kind, used_by, error, down, waiting, unset } = channel;
  const mayTest = useMay("operator");
  const proof = JSON.parse(useClock((now) => JSON.stringify(proofOf(channel, now, zone)))) as Proof;
  return (
    <section className={`card pad channel channel-${proof.state}`} aria-label={`Channel ${name}`}>
      <header>
        <Glyph name={GLYPHS[proof.state]} />
        <h2>{name}</h2>
        <span className="quiet">{kind}</span>
        <span className={`proof proof-${proof.state}`}>{proof.text}</span>
      </header>
      {(down || proof.state === "stale") && error && <p className="channel-error">{error}</p>}
      {unset.length > 0 && (
        <p className="channel-error">
          Not set in this server's environment:{" "}
          {unset.map((variable) => (
            <code key={variable}>{variable} </code>
          ))}
        </p>
      )}
      <dl className="channel-facts">
        <dt>Used by</dt>
        <dd>{used_by.length > 0 ? used_by.join(", ") : "nothing: no route or person names it"}</dd>
        {waiting > 0 && (
          <>
            <dt>On their way</dt>
            <dd>{waiting === 1 ? "1 message" : `${waiting} messages`}</dd>
          </>
        )}
      </dl>
      {mayTest && <ChannelTest name={name} zone={zone} />}
    </section>
  );
}

const GLYPHS = { good: "check", stale: "stale", down: "error", none: "empty" } as const;

/** Sends a real message, and follows it until it has come to its end. */
function ChannelTest({ name, zone }: { name: string; zone: string }) {
  const [messageId, setMessageId] = useState<number | null>(null);
  const test = useAct(testChannel, ({ message_id }) => setMessageId(message_id));
  const asked = useQuery(deliveryQuery(messageId));
  const delivery = asked.data?.delivery;
  const isBusy =
    test.isPending || (messageId !== null && !delivery?.ended_at && !asked.error && delivery?.state !== "retry");
  return (
    <div className="channel-test">
      <button
        type="button"
        className="button"
        aria-label={`Send a test by ${name}`}
        disabled={isBusy}
        onClick={() => test.mutate(name)}
      >
        {isBusy ? "Sending …" : "Send a test"}
      </button>
      <span role="status" className={delivery ? `test-told test-told-${delivery.state}` : "test-told"}>
        {messageId !== null && testText(delivery ?? null)}
      </span>
      {test.error && <ActTrouble problem={test.error} zone={zone} />}
    </div>
  );
}

/** An outside address that is called with each complete beat, and cries when it is not. */
function DeadManCard({ deadMan, zone }: { deadMan: DeadMan; zone: string }) {
  const { configured, proven_at, error } = deadMan;
  return (
    <section className="card pad channel" aria-label="Dead man's switch">
      <header>
        <Glyph name={configured ? (error ? "error" : "check") : "empty"} />
        <h2>Dead man's switch</h2>
        <span className={`proof proof-${error ? "down" : configured ? "good" : "none"}`}>
          {configured ? proven_at ? <Ago at={proven_at} zone={zone} /> : "not called yet" : "none"}
        </span>
      </header>
      {error && <p className="channel-error">{error}</p>}
      <p className="quiet">
        {configured
          ? "It hears of every complete beat. When it hears of none for too long, it tells you that Heartbeat itself stands still."
          : "If Heartbeat itself stands still, it can tell nobody. dead_man_url in heartbeat.yaml names an outside service that is called after each complete beat, and cries when that ends."}
      </p>
    </section>
  );
}
