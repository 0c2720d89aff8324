import { useQuery } from "@tanstack/react-query";
import { type Inbox, inboxQuery } from "@/api/alerts";
import { Outdated } from "@/components/outdated";
import { PageProblem } from "@/components/page-problem";
import { useTitle } from "@/lib/use-title";
import { ClosedView } from "./closed-view";
import { HeldView } from "./held-view";
import { InboxView } from "./inbox/inbox-view";
import { leadOf } from "./inbox/lead";
import { MessagesView } from "./messages/messages-view";
import { SilencesView } from "./silences-view";
import { ChannelsView } from "./standing/channels-view";
import { RulesView } from "./standing/rules-view";
import { useAlertsView } from "./use-alerts-view";
import { type AlertsView, TABS, type Tab } from "./view";
import "@/components/card.css";
import "@/components/choosing.css";
import "./alerts.css";
import "./incidents.css";
import "./acts/incident-acts.css";
import "./lists.css";
import "./standing/standing.css";
import "./standing/rules.css";
import "./alerts-phone.css";

/** What is wrong, who is on it, and whom it told: where a person who was paged begins. */
export function AlertsPage() {
  const asked = useQuery(inboxQuery());
  useTitle("Alerts");
  if (asked.data) return <Loaded inbox={asked.data} outdated={asked.error !== null} />;
  if (asked.error)
    return (
      <PageProblem title="The alerts cannot be shown now" problem={asked.error} again={() => void asked.refetch()} />
    );
  return (
    <main className="alerts" aria-busy="true" aria-label="Loading the alerts">
      <div className="skeleton skeleton-top" />
      <div className="card skeleton alerts-skeleton" />
    </main>
  );
}

function Loaded({ inbox, outdated }: { inbox: Inbox; outdated: boolean }) {
  const [view, change] = useAlertsView();
  const { lead, rest } = leadOf(inbox);
  return (
    <main className="alerts">
      <header className="alerts-top">
        <h1>Alerts</h1>
        {outdated && <Outdated />}
        <p>
          <b>{lead}</b> {rest}
        </p>
      </header>
      <nav className="alerts-tabs" aria-label="Parts of the alerts">
        {TABS.map((tab) => (
          <TabButton key={tab} tab={tab} inbox={inbox} isOn={view.tab === tab} onPress={() => change({ tab })} />
        ))}
      </nav>
      <Part inbox={inbox} view={view} onChange={change} />
    </main>
  );
}

const TITLES: Record<Tab, string> = {
  inbox: "Inbox",
  held: "May not page",
  silences: "Silences",
  messages: "Messages",
  channels: "Channels",
  rules: "Rules",
  closed: "Closed",
};

interface TabProps {
  tab: Tab;
  inbox: Inbox;
  isOn: boolean;
  onPress: () => void;
}

function TabButton({ tab, inbox, isOn, onPress }: TabProps) {
  const count = countOf(tab, inbox);
  return (
    <button type="button" aria-current={isOn ? "page" : undefined} onClick={onPress}>
      {TITLES[tab]}
      {count && <span className={count.isLoud ? "tab-count tab-count-loud" : "tab-count"}>{count.text}</span>}
    </button>
  );
}

function countOf(tab: Tab, { counts, silences, channels }: Inbox): { text: string; isLoud: boolean } | null {
  const down = channels.filter((channel) => channel.down).length;
  const found: Partial<Record<Tab, [count: number, isLoud: boolean]>> = {
    inbox: [counts.open, counts.unacknowledged > 0],
    held: [counts.may_not_page, false],
    silences: [silences.length, false],
    channels: [down, true],
  };
  const [count = 0, isLoud = false] = found[tab] ?? [];
  if (count === 0) return null;
  return { text: tab === "channels" ? `${count} down` : String(count), isLoud };
}

interface PartProps {
  inbox: Inbox;
  view: AlertsView;
  onChange: (change: Partial<AlertsView>) => void;
}

function Part({ inbox, view, onChange }: PartProps) {
  const zone = inbox.timezone;
  switch (view.tab) {
    case "held":
      return <HeldView inbox={inbox} onTab={(tab) => onChange({ tab })} />;
    case "silences":
      return <SilencesView silences={inbox.silences} zone={zone} />;
    case "messages":
      return <MessagesView view={view} channels={inbox.channels} onChange={onChange} />;
    case "channels":
      return <ChannelsView inbox={inbox} />;
    case "rules":
      return <RulesView />;
    case "closed":
      return <ClosedView />;
    default:
      return <InboxView inbox={inbox} onTab={(tab) => onChange({ tab })} />;
  }
}
