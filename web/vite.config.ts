import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// `npm run dev` serves the page itself; the API comes from a running `heartbeat serve` (or from fixtures/serve.ts).
const api = process.env.HEARTBEAT_API ?? "http://127.0.0.1:8700";

/** The server's version, which this page compares with the one that the board names. */
const version = /__version__ = "([^"]+)"/.exec(
  readFileSync(new URL("../src/heartbeat/__init__.py", import.meta.url), "utf8"),
)?.[1];
if (!version) throw new Error("src/heartbeat/__init__.py names no version");

/** Tests that need what a context inside of a thread lacks or forbids: streams of Node, and another `location`. */
const ALONE = ["src/api/live.test.ts", "src/api/live-races.test.ts", "src/app/reload-for.test.ts"];

/**
 * Names in a file what the document does not load at once: the service worker keeps it, and a page that was never opened opens
 * without the server too. The document has only that file's name, so that it weighs the same however many parts there are.
 */
function nameLaterFiles(): Plugin {
  let name = "";
  let content = "";
  return {
    name: "name-later-files",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const files = Object.keys(bundle ?? {}).filter((each) => /\.(js|css)$/.test(each) && !html.includes(each));
        content = JSON.stringify(files.map((each) => `/${each}`));
        name = `assets/later-${createHash("sha256").update(content).digest("hex").slice(0, 8)}.json`;
        return [{ tag: "meta", attrs: { name: "heartbeat-later", content: `/${name}` }, injectTo: "head" }];
      },
    },
    writeBundle({ dir }) {
      if (dir && name) writeFileSync(join(dir, name), content);
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), nameLaterFiles()],
  define: { __PAGE_VERSION__: JSON.stringify(version) },
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    outDir: "../src/heartbeat/_ui",
    emptyOutDir: true,
    // Nothing inline: the page's content security policy allows no data: scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/api": api, "/healthz": api } },
  test: {
    restoreMocks: true,
    projects: [
      // Each file in a context of its own, in a thread that has loaded jsdom once: a third of the time of a thread for each.
      {
        extends: true,
        test: { name: "pages", include: ["src/**/*.test.{ts,tsx}"], exclude: ALONE, pool: "vmThreads" },
      },
      { extends: true, test: { name: "alone", include: ALONE, pool: "threads" } },
    ],
  },
});
