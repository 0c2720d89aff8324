import { LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useCallback } from "react";
import { labelAxis } from "../label-words";
import { styleOf } from "../number-words";
import type { Area } from "../payloads";
import { Plot } from "../plot";
import { type Canvas, type Drawing, NARROW, type PictureProps, type Renderer } from "../renderer";
import {
  categoryAxis,
  footRoom,
  hasNoValue,
  seriesColor,
  seriesLegend,
  seriesRows,
  seriesSentence,
  shownSeries,
} from "../series-parts";
import { shared, stackEnds } from "../shares";
import { stackStops } from "../stack-stops";
import { useSeriesSlots } from "../use-series-slots";
import { valueAxis } from "../value-axis";
import { scaleWidth, valueScale } from "../value-scale";

use([LineChart, GridComponent, TooltipComponent, SVGRenderer]);

export const renderer: Renderer<Area> = {
  isReadable: false,
  isEmpty: hasNoValue,
  sentence: seriesSentence,
  rows: seriesRows,
  Picture: AreaPicture,
};

const height = (width: number) => (width < NARROW ? 280 : 340);

function AreaPicture({ payload, title, locale }: PictureProps<Area>) {
  const draw = useCallback((canvas: Canvas) => areaDrawing(payload, canvas), [payload]);
  const legend = useCallback((canvas: Canvas) => seriesLegend(payload.series, canvas, "box"), [payload]);
  const slots = useSeriesSlots(payload);
  return <Plot draw={draw} legend={legend} height={height} title={title} locale={locale} slots={slots} />;
}

export function areaDrawing(payload: Area, canvas: Canvas): Drawing {
  const { labels, share, unit } = payload;
  const shown = shownSeries(payload, canvas);
  const drawn = share ? shared(shown) : shown;
  const style = styleOf(share ? "ratio" : unit, canvas.locale);
  const axis = valueAxis(share ? [0, 1] : stackEnds(drawn), style, { fromZero: true });
  const left = scaleWidth(axis);
  const names = labelAxis(labels, canvas.width - left - 18);
  return {
    finds: "x",
    option: {
      grid: { left, right: 18, top: 14, bottom: footRoom(names), outerBoundsMode: "none" },
      xAxis: categoryAxis(names, labels.length, canvas, labels.length > 1),
      yAxis: valueScale(axis, canvas.colors),
      series: drawn.map(({ name, values }) => ({
        type: "line",
        name,
        stack: "all",
        // What is missing adds nothing to those above it.
        data: values.map((value) => value ?? 0),
        symbol: "circle",
        symbolSize: 6,
        showSymbol: labels.length === 1,
        color: seriesColor(name, payload.series, canvas),
        lineStyle: { width: 1.2, color: canvas.colors.surface },
        areaStyle: { opacity: 0.92 },
        emphasis: { disabled: true },
      })),
    },
    stops: stackStops(payload, shown, names.full, canvas),
  };
}
