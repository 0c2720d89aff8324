// @vitest-environment jsdom
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import type { Placement } from "@/api/board";
import { tileSentence } from "@/components/tile-sentence";
import { everyState, metricIn, placementOf, type State } from "../../../fixtures/states";
import { divideWall, type NormalBand, type RedSize, type SignalBand } from "./layout";
import { NormalTile } from "./normal-tile";
import { RedTile } from "./red-tile";
import { SignalTile } from "./signal-tile";

vi.setConfig({ testTimeout: 30_000 });

const NOW = Date.now();
const LAST_DAY = new Date(NOW).toISOString().slice(0, 10);

function statesAt(...placements: Placement[]): State[] {
  return everyState().filter((state) => placements.includes(placementOf(state)));
}

/** As markup: a thousand tiles need no life, and a link needs its router. */
function draw(tiles: ReactNode): HTMLElement[] {
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  const drawn = document.createElement("main");
  // biome-ignore lint/suspicious/noExplicitAny: another route tree than the page's
  drawn.innerHTML = renderToStaticMarkup(<RouterContextProvider router={router as any}>{tiles}</RouterContextProvider>);
  return [...drawn.querySelectorAll<HTMLElement>("a[data-tile]")];
}

/** What an eye that sees no colours can tell: words, shapes, and the borders and edges that the style sheet draws by class. */
function seen(tile: HTMLElement): string {
  const words = tile.textContent;
  const shapes = [...tile.querySelectorAll(".glyph")].map((glyph) => glyph.getAttribute("class"));
  const edges = [...tile.classList].filter((look) =>
    /^tile-(red|amber|stale|normal|unverified|target|troubled)/.test(look),
  );
  return JSON.stringify({ words, shapes, edges });
}

function eachIsDistinct(states: State[], tileOf: (state: State, index: number) => ReactNode): void {
  const tiles = draw(states.map(tileOf));
  expect(tiles).toHaveLength(states.length);
  const owners = new Map<string, State>();
  tiles.forEach((tile, place) => {
    const look = seen(tile);
    const state = states[place] as State;
    expect(owners.get(look), `looks like ${JSON.stringify(state)}: ${look}`).toBeUndefined();
    owners.set(look, state);
  });
}

/** All of the same metric; only their keys differ. */
function metricOf(state: State, index: number) {
  return { ...metricIn(state, NOW), metric_id: `state_${index}` };
}

// A red that is alone is built like one of three.
test.each<RedSize>(["wide", "four", "medium", "small", "crowd"])(
  "no two states look alike on a red tile: %s",
  (size) => {
    eachIsDistinct(statesAt("red"), (state, index) => (
      <RedTile key={index} metric={metricOf(state, index)} size={size} lastDay={LAST_DAY} pulse={false} />
    ));
  },
);

const SIGNAL_BANDS = [
  divideWall({ red: 3, signals: 6, normal: 9 }, 1080),
  divideWall({ red: 3, signals: 40, normal: 9 }, 1080),
];

test.each(SIGNAL_BANDS.map(({ signals }) => signals as SignalBand))(
  "no two states look alike on amber and stale tiles: $height",
  (band) => {
    eachIsDistinct(statesAt("amber", "stale"), (state, index) => (
      <SignalTile key={index} metric={metricOf(state, index)} band={band} lastDay={LAST_DAY} />
    ));
  },
);

const NORMAL_BANDS = [9, 22, 60, 160].map(
  (normal) => divideWall({ red: normal > 30 ? 6 : 3, signals: 4, normal }, 1080).normal,
);

test.each(NORMAL_BANDS.map((normal) => normal as NormalBand))(
  "no two states look alike on normal tiles: $columns columns",
  (band) => {
    eachIsDistinct(statesAt("normal"), (state, index) => (
      <NormalTile key={index} metric={metricOf(state, index)} band={band} lastDay={LAST_DAY} />
    ));
  },
);

const SPOKEN: { [Signal in keyof State]: Partial<Record<string, RegExp>> } = {
  status: { red: /Status red/, amber: /Status amber/, green: /Status (normal|stale, last known normal)/ },
  freshness: { green: /ago\.$/, amber: /getting old\.$/, red: /too old\.$/ },
  health: { error: /computation failed/, no_data: /no data|no value yet/ },
  value: { none: /no value yet/, few: /Not judged anew: only 12 rows/ },
  verification: { unverified: /Not verified/, changed: /Changed since it was verified/ },
  target: { set: /Target: /, hit: /Target reached/, overdue: /Target missed: it was due on 2026-06-30/ },
  incident: { open: /not picked up/, "picked-up": /picked up by s\.okafor/ },
  recovered: { true: /Recovered from red/ },
};

test("the sentence of a tile names every signal, and no other", () => {
  for (const state of everyState()) {
    const said = tileSentence(metricIn(state, NOW), NOW);
    if (state.value !== "none") expect(said).toContain("€412 k");
    for (const [signal, words] of Object.entries(SPOKEN)) {
      const value = String(state[signal as keyof State]);
      for (const [told, pattern] of Object.entries(words)) {
        const isOfBoth = signal === "health" && told === "no_data" && state.value === "none";
        if (pattern && !isOfBoth) expect(pattern.test(said), `${told} in: ${said}`).toBe(told === value);
      }
    }
  }
});
