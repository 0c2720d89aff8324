import type { Status } from "@/api/board";
import { isoDay } from "@/lib/calendar";
import type { ChartColors } from "./colors";
import { timeOf } from "./curve";
import type { Plot } from "./plot";
import type { Scene } from "./scene";
import { failuresWithin } from "./view";

const DAY = 86_400_000;

/** What lies beyond the red line, as that was. */
export function redZones({ lines, low, high, page }: Scene, colors: ChartColors, { first, last }: Plot): object[] {
  const isDown = page.metric.direction === "down";
  return lines.flatMap(({ alert_value, since }, index) => {
    if (alert_value === null || (isDown ? alert_value >= high : alert_value <= low)) return [];
    const next = lines[index + 1]?.since;
    const edge = Math.min(high, Math.max(low, alert_value));
    return [
      [
        {
          xAxis: since ? Math.max(first, timeOf(since)) : first,
          yAxis: edge,
          itemStyle: { color: colors.red, opacity: colors.dangerZone },
        },
        { xAxis: next ? timeOf(next) : last, yAxis: isDown ? high : low },
      ],
    ];
  });
}

/** Times without a good value: what the curve shows there is the last one before, or nothing. */
export function failureAreas({ page, span }: Scene, colors: ChartColors, zone: string): object[] {
  return failuresWithin(page.failures, span, zone).map(({ since, until }) => {
    const [from, to] = [timeOf(isoDay(since, zone)), until ? timeOf(isoDay(until, zone)) : timeOf(span.to)];
    const narrow = to - from < DAY ? DAY / 3 : 0;
    return [
      {
        xAxis: Math.max(timeOf(span.from) - DAY / 2, from - narrow),
        itemStyle: { color: colors.text3, opacity: 0.13 },
      },
      { xAxis: Math.min(timeOf(span.to) + DAY / 2, to + narrow) },
    ];
  });
}

/** Days that were counted in another unit: their values have no place on this axis. */
export function foreignAreas({ foreign }: Scene, colors: ChartColors): object[] {
  return foreign.map(({ from, to, unit }) => [
    {
      name: `counted in ${unit}`,
      xAxis: timeOf(from) - DAY / 2,
      itemStyle: { color: colors.text3, opacity: 0.07 },
      label: { position: "inside", color: colors.text2, fontSize: 13 },
    },
    { xAxis: timeOf(to) + DAY / 2 },
  ]);
}

const SEVERITY: Record<Status, number> = { green: 0, amber: 1, red: 2 };
/** Octagon, triangle, ring: the shapes of the wall. */
const SHAPES: Record<Status, string> = {
  red: "path://M7 1H17L23 7V17L17 23H7L1 17V7Z",
  amber: "triangle",
  green: "circle",
};

/** The changes of status above the curve, of several on one day the worst; and where failures began. */
export function happeningMarks({ page, span, high }: Scene, colors: ChartColors, zone: string): object[] {
  const worst = new Map<string, Status>();
  for (const { at, to } of page.status_changes) {
    const day = isoDay(at, zone);
    const known = worst.get(day);
    if (day >= span.from && day <= span.to && (!known || SEVERITY[to] > SEVERITY[known])) worst.set(day, to);
  }
  const looks: Record<Status, object> = {
    red: { color: colors.redText },
    amber: { color: colors.amber },
    green: { color: colors.surface, borderColor: colors.green, borderWidth: 2 },
  };
  const changes = [...worst].map(([day, status]) => ({
    value: [timeOf(day), high],
    symbol: SHAPES[status],
    symbolSize: status === "green" ? 9 : 12,
    itemStyle: looks[status],
  }));
  return [...changes, ...failureMarks(page, span, high, colors, zone)];
}

function failureMarks(
  page: Scene["page"],
  span: Scene["span"],
  high: number,
  colors: ChartColors,
  zone: string,
): object[] {
  return page.failures
    .map(({ since }) => isoDay(since, zone))
    .filter((day) => day >= span.from && day <= span.to)
    .map((day) => ({
      value: [timeOf(day), high],
      symbol: "path://M4 2L12 10L20 2L22 4L14 12L22 20L20 22L12 14L4 22L2 20L10 12L2 4Z",
      symbolSize: 11,
      itemStyle: { color: colors.text2 },
    }));
}
