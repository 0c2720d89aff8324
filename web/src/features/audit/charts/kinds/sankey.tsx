import { SankeyChart } from "echarts/charts";
import { TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useCallback } from "react";
import { cutText } from "../label-words";
import { exactText, shareText, shortText, styleOf, wholeText } from "../number-words";
import type { Sankey } from "../payloads";
import { Plot } from "../plot";
import type { Canvas, Drawing, PictureProps, Renderer, Stop } from "../renderer";
import { slotColor } from "../series-slots";
import { toneColor } from "../tone-color";
import { useSeriesSlots } from "../use-series-slots";

use([SankeyChart, TooltipComponent, SVGRenderer]);

type Node = Sankey["nodes"][number];

export const renderer: Renderer<Sankey> = {
  isReadable: false,
  isEmpty: ({ flows }) => flows.every(({ value }) => value === 0),
  sentence: (payload, locale) => {
    const most = payload.flows.reduce((best, flow) => (flow.value > best.value ? flow : best));
    const name = names(payload);
    return `${payload.flows.length} flows between ${payload.nodes.length} states; the largest goes from ${name(most.source)} to ${name(most.target)} with ${wholeText(most.value, styleOf(payload.unit, locale))}.`;
  },
  rows: (payload, locale) => ({
    head: [
      { text: "From", isNumber: false },
      { text: "To", isNumber: false },
      { text: "How much", isNumber: true },
    ],
    rows: payload.flows.map(({ source, target, value }) => [
      names(payload)(source),
      names(payload)(target),
      exactText(value, styleOf(payload.unit, locale)),
    ]),
  }),
  Picture: SankeyPicture,
};

const SPACE = 84;
const LEAST_WIDTH = 620;

function SankeyPicture({ payload, title, locale }: PictureProps<Sankey>) {
  const draw = useCallback((canvas: Canvas) => sankeyDrawing(payload, canvas), [payload]);
  const height = useCallback(() => Math.min(900, Math.max(280, tallest(payload) * SPACE)), [payload]);
  const slots = useSeriesSlots(payload);
  return <Plot draw={draw} height={height} least={LEAST_WIDTH} title={title} locale={locale} slots={slots} />;
}

function names({ nodes }: Sankey): (id: string) => string {
  const labels = new Map(nodes.map(({ id, label }) => [id, label]));
  return (id) => labels.get(id) ?? id;
}

/** How many steps from the left each state stands. */
export function depths({ nodes, flows }: Sankey): Map<string, number> {
  const depth = new Map(nodes.map(({ id }) => [id, 0]));
  // No way leads back, so this ends after as many rounds as the longest way has steps.
  for (let round = 0, moved = true; moved && round < nodes.length; round += 1) {
    moved = false;
    for (const { source, target, value } of flows) {
      const next = (depth.get(source) ?? 0) + 1;
      if (value === 0 || next <= (depth.get(target) ?? 0)) continue;
      depth.set(target, next);
      moved = true;
    }
  }
  return depth;
}

function tallest(payload: Sankey): number {
  const counts = new Map<number, number>();
  for (const depth of depths(payload).values()) counts.set(depth, (counts.get(depth) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

interface Through {
  comes: number;
  goes: number;
}

function throughNodes({ flows }: Sankey): Map<string, Through> {
  const found = new Map<string, Through>();
  const at = (id: string) => {
    const known = found.get(id) ?? { comes: 0, goes: 0 };
    found.set(id, known);
    return known;
  };
  for (const { source, target, value } of flows) {
    at(source).goes += value;
    at(target).comes += value;
  }
  return found;
}

export function sankeyDrawing(payload: Sankey, canvas: Canvas): Drawing {
  const { colors, locale, width } = canvas;
  const style = styleOf(payload.unit, locale);
  const through = throughNodes(payload);
  const depth = depths(payload);
  const last = Math.max(0, ...depth.values());
  const used = payload.nodes.filter(({ id }) => through.has(id));
  const flows = payload.flows.filter(({ value }) => value > 0);
  const amount = ({ id }: Node) => Math.max(through.get(id)?.comes ?? 0, through.get(id)?.goes ?? 0);
  const room = Math.max(70, width / (last + 1) - 40);
  return {
    finds: "item",
    option: {
      series: [
        {
          type: "sankey",
          left: 2,
          right: Math.min(190, room),
          top: 8,
          bottom: 8,
          nodeWidth: 12,
          nodeGap: 22, // a line of its label, so that neighbours never write over each other
          nodeAlign: "left",
          draggable: false,
          data: used.map((node) => ({
            name: node.id,
            depth: depth.get(node.id) ?? 0,
            itemStyle: { color: nodeColor(node, canvas), borderWidth: 0 },
            label: {
              formatter: `{name|${plain(cutText(node.label, room - 44))}}  {value|${shortText(amount(node), style)}}`,
            },
          })),
          links: flows.map(({ source, target, value }) => ({ source, target, value })),
          lineStyle: { color: "source", opacity: 0.3, curveness: 0.5 },
          label: {
            position: "right",
            distance: 8,
            rich: {
              name: {
                color: colors.text1,
                fontSize: 13.5,
                fontWeight: 600,
                lineHeight: 18,
                textBorderColor: colors.surface,
                textBorderWidth: 3,
              },
              value: {
                color: colors.text2,
                fontSize: 13,
                lineHeight: 17,
                textBorderColor: colors.surface,
                textBorderWidth: 3,
              },
            },
          },
          emphasis: { focus: "adjacency", lineStyle: { opacity: 0.55 } },
          blur: { itemStyle: { opacity: 0.35 }, lineStyle: { opacity: 0.08 } },
        },
      ],
    },
    stops: [...nodeStops(used, through, payload.unit, locale), ...flowStops({ ...payload, flows }, through, locale)],
  };
}

/** Braces and bars are signs of the drawing library's own. */
function plain(text: string): string {
  return text.replaceAll("{", "(").replaceAll("}", ")").replaceAll("|", "/");
}

function nodeColor({ tone, label }: Node, { colors, slots }: Canvas): string {
  return tone ? toneColor(tone as "red", colors) : slotColor(slots.get(label) ?? 0, colors);
}

function nodeStops(nodes: Node[], through: Map<string, Through>, unit: string, locale: string): Stop[] {
  const style = styleOf(unit, locale);
  return nodes.map(({ id, label }, at) => {
    const { comes = 0, goes = 0 } = through.get(id) ?? {};
    return {
      series: 0,
      at,
      data: "node" as const,
      tip: {
        title: label,
        rows: [
          ...(comes ? [{ name: "comes in", value: wholeText(comes, style) }] : []),
          ...(goes ? [{ name: "goes on", value: wholeText(goes, style) }] : []),
          ...(comes && goes && comes > goes ? [{ name: "stays", value: wholeText(comes - goes, style) }] : []),
        ],
      },
    };
  });
}

function flowStops(payload: Sankey, through: Map<string, Through>, locale: string): Stop[] {
  const style = styleOf(payload.unit, locale);
  const name = names(payload);
  return payload.flows.map(({ source, target, value }, at) => ({
    series: 0,
    at,
    data: "edge" as const,
    tip: {
      title: `${name(source)} → ${name(target)}`,
      rows: [
        { name: "how much", value: wholeText(value, style) },
        { name: `of what leaves ${name(source)}`, value: shareText(value / (through.get(source)?.goes || 1), locale) },
      ],
    },
  }));
}
