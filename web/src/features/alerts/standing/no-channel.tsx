import { CopyButton } from "@/components/copy-button";

const EXAMPLE = `alerts:
  channels:
    ops: {kind: slack, url: '\${SLACK_URL}'}
  routes:
    default: [ops]`;

/** How to begin: five lines, a deploy, a test. */
export function NoChannel() {
  return (
    <section className="card pad no-channel" aria-label="No channel yet">
      <h2>No channel yet</h2>
      <p>
        Incidents open and stand here, but nobody is told of them. A channel is Slack, Telegram, mail, PagerDuty, a
        signed webhook, or anything that Apprise knows. Write it into <code>heartbeat.yaml</code>, put its secret into
        the environment, and deploy:
      </p>
      <div className="yaml">
        <pre>{EXAMPLE}</pre>
        <CopyButton text={EXAMPLE} name="the example" />
      </div>
      <ol>
        <li>
          <code>heartbeat check</code> says what is missing, <code>heartbeat deploy</code> brings it here.
        </li>
        <li>Send a test from this page.</li>
        <li>
          All kinds with their keys, routes, quiet hours and escalation are told in the documentation:{" "}
          <code>docs/workspace.md</code>, Channels.
        </li>
      </ol>
    </section>
  );
}
