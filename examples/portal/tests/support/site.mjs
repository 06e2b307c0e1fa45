// The built page on a server of its own, and a browser that may speak with nothing else.
import { createServer } from "node:http";
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const PORTAL = fileURLToPath(new URL("../..", import.meta.url));
const DIST = join(PORTAL, "dist");
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export async function serve() {
  if (!existsSync(join(DIST, "index.html"))) throw new Error("`dist` holds no page; accepted: run `npm run build` first");
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://portal");
    const path = join(DIST, normalize(pathname === "/" ? "/index.html" : pathname));
    if (!path.startsWith(DIST) || !existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    response.end(readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise((resolve) => server.close(resolve)) };
}

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: ARGS });

/** Wednesday noon in Hangzhou: the example is at its liveliest. */
export const NOON = new Date("2026-11-18T12:10:00+08:00");

/**
 * A page in one language, at a time that stands still. What it complains of, and where it wanted to go, is collected.
 */
export async function open(browser, site, options = {}) {
  const { language = "en", width = 1280, height = 900, view = "apply", saved, ...rest } = options;
  const context = await browser.newContext({ viewport: { width, height }, locale: language, acceptDownloads: true, ...rest });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  const troubles = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "blob:" && protocol !== "data:" && origin !== new URL(site.url).origin) troubles.push(`went to ${request.url()}`);
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.clock.setFixedTime(options.now ?? NOON);
  if (saved !== undefined) await page.addInitScript((text) => localStorage.getItem("poscond-portal") ?? localStorage.setItem("poscond-portal", text), saved);
  await page.goto(`${site.url}#${view}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return { page, context, troubles, violations: () => page.evaluate(() => window.violations) };
}

/** Loads one of the example service points by its id. */
export async function loadExample(page, id) {
  await page.locator(".shop-pick select").selectOption(id);
}

export const settled = (page) => page.locator(".week-grid:not(.is-working)").waitFor();

/** Asserts what the page comes to within a moment: it draws when the browser lets it. */
export async function eventually(check, most_ms = 5_000) {
  const until = Date.now() + most_ms;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
