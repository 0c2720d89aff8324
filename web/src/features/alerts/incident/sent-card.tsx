import type { Delivery } from "@/api/alerts";
import { MessageItem } from "../messages/message-item";

/** Each message of an incident with its text and every attempt. What was held back stands in the timeline. */
export function SentCard({ deliveries, zone }: { deliveries: Delivery[]; zone: string }) {
  const sent = deliveries.filter((each) => each.message_id !== null || each.state === "digest");
  return (
    <section className="card sent-card" aria-label="Messages">
      <h2>Messages</h2>
      {sent.length === 0 ? (
        <p className="quiet">Nobody was told of it.</p>
      ) : (
        <ul className="messages">
          {sent.map((message) => (
            <MessageItem key={message.message_id ?? message.made_at} message={message} zone={zone} />
          ))}
        </ul>
      )}
    </section>
  );
}
