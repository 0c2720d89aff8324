/** Fails when what the wall loads at first outgrows its budget. Run after a build; the first argument is the built page. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_KILOBYTES = 180;
const page = process.argv[2] ?? new URL("../../src/heartbeat/_ui", import.meta.url).pathname;
const index = readFileSync(join(page, "index.html"), "utf8");
const shell = readdirSync(join(page, "assets")).filter((name) => index.includes(name));
const bytes = shell.reduce((sum, name) => sum + gzipSync(readFileSync(join(page, "assets", name))).length, 0);
const kilobytes = Math.round(bytes / 102.4) / 10;
console.log(`shell: ${kilobytes} KB gzip (${shell.join(", ")}), budget ${BUDGET_KILOBYTES} KB`);
if (kilobytes > BUDGET_KILOBYTES) process.exit(1);
