import type { BandCounts, WallLayout } from "./layout";

/** On a phone or a narrow window the page scrolls: everything shows, in the wall's order. */
export function pageLayout(counts: BandCounts): WallLayout {
  return {
    red:
      counts.red === 0
        ? null
        : { size: "medium", columns: 1, rows: counts.red, height: 0, shown: counts.red, scale: 1 },
    signals:
      counts.signals === 0 ? null : { look: "tiles", columns: 6, rows: 1, height: 0, shown: counts.signals, more: 0 },
    normal:
      counts.normal === 0
        ? null
        : {
            size: "standard",
            columns: 8,
            rows: counts.normal,
            rowHeight: 0,
            short: false,
            perPage: counts.normal,
            pages: 1,
            curve: "beside",
            number: 40,
          },
  };
}
