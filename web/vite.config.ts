import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` serves the page itself; the API comes from a running `heartbeat serve` (or from fixtures/serve.ts).
const api = process.env.HEARTBEAT_API ?? "http://127.0.0.1:8700";

export default defineConfig({
  plugins: [react(), tailwindcss()],
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
  test: { include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true },
});
