import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from "echarts";

/** Boxes whose four edges are values, for what no bar can be: one that floats, or one as wide as it says. */
export interface Box {
  from: number;
  to: number;
  low: number;
  high: number;
  color: string;
  /** Stands above it. */
  text?: string;
}

const AIR = 1;
const TEXT = '560 13px "Inter Variable", system-ui, sans-serif';

export function boxSeries(boxes: readonly Box[], letters = ""): object {
  return {
    type: "custom",
    data: boxes.map(({ from, to, low, high }) => [(from + to) / 2, low, high, from, to]),
    encode: { x: [3, 4], y: [1, 2] },
    renderItem: ({ dataIndex }: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
      const box = boxes[dataIndex];
      if (!box) return null;
      const [left = 0, top = 0] = api.coord([box.from, box.high]);
      const [right = 0, bottom = 0] = api.coord([box.to, box.low]);
      const height = Math.max(bottom - top, box.high === box.low ? 2 : 1);
      const rect = {
        type: "rect" as const,
        shape: { x: left + AIR, y: top, width: Math.max(1, right - left - 2 * AIR), height, r: height > 6 ? 2 : 0 },
        style: { fill: box.color },
      };
      const style = {
        text: box.text ?? "",
        x: (left + right) / 2,
        y: top - 5,
        align: "center",
        verticalAlign: "bottom",
      } as const;
      const text = { type: "text" as const, style: { ...style, fill: letters, font: TEXT } };
      return { type: "group", children: box.text ? [rect, text] : [rect] };
    },
  };
}
