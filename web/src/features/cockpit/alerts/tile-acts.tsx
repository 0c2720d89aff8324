import { useEffect, useRef, useState } from "react";
import { acknowledge } from "@/api/alerts";
import type { BoardMetric } from "@/api/board";
import { actProblemText } from "@/components/alerts/act-problem";
import { SnoozeDialog } from "@/components/alerts/snooze-dialog";
import { useAct } from "@/components/alerts/use-act";
import { quietText } from "@/components/alerts/words";
import { ownerName } from "@/components/words";
import { whenText } from "@/lib/calendar";
import { now } from "@/lib/wall-clock";
import { useZone } from "../zone";
import "./tile-acts.css";

interface TileActsProps {
  metric: BoardMetric;
  /** The key that was pressed: A or S. */
  wish: string;
  onClose: () => void;
}

const TOLD_MILLISECONDS = 5000;

/** What A and S on a tile do about its alert, told in a line above the last one. */
export function TileActs({ metric, wish, onClose }: TileActsProps) {
  const zone = useZone();
  // As it was when the key was pressed: the next board has what is done here, and is no reason against it.
  const [refusal] = useState(() => refusalOf(metric, wish, zone));
  if (wish === "s" && !refusal)
    return <SnoozeDialog metricId={metric.metric_id} name={metric.name} zone={zone} onClose={onClose} />;
  if (refusal) return <Told text={refusal} onClose={onClose} />;
  return <Acknowledging metric={metric} zone={zone} onClose={onClose} />;
}

/** Why there is nothing to do. */
export function refusalOf({ incident, quieted, code }: BoardMetric, wish: string, zone: string): string | null {
  if (wish === "s") return quieted ? `${code} is ${quietText(quieted, now(), zone)}` : null;
  if (!incident || incident.state === "pending") return `${code} has no open alert`;
  if (!incident.acked_at) return null;
  return `${ownerName(incident.acked_by ?? "Somebody")} has been on ${code} since ${whenText(incident.acked_at, now(), zone)}`;
}

function Acknowledging({ metric, zone, onClose }: Omit<TileActsProps, "wish"> & { zone: string }) {
  const incident = useRef(metric.incident?.id ?? 0);
  const begun = useRef(false);
  const { mutate, data, error, isPending } = useAct((_: null, by: string) => acknowledge(incident.current, by));
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    mutate(null);
  }, [mutate]);
  const isLeft = data === null;
  useEffect(() => {
    if (isLeft) onClose();
  }, [isLeft, onClose]);
  if (error) return <Told text={actProblemText(error, zone)} onClose={onClose} />;
  if (isPending || !data) return null;
  return <Told text={`You are on ${metric.code}: reminders end`} onClose={onClose} />;
}

function Told({ text, onClose }: { text: string; onClose: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onClose, TOLD_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [onClose]);
  return (
    <p className="tile-told" role="status">
      {text}
    </p>
  );
}
