// A page in headless Chromium over files served from this machine.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Serves folders by the path that each stands under, and runs `use(url)`. */
export async function served(folders, use) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://host").pathname);
    const mount = Object.keys(folders).find((one) => path.startsWith(one));
    try {
      if (mount === undefined) throw new Error("not here");
      const file = join(folders[mount], path.slice(mount.length) || "index.html");
      const body = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.close();
  }
}

/** Opens an empty page of a site and runs `use(page)`; an error in the page fails. */
export async function page(url, use) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // As root Chromium refuses to start inside its sandbox.
    args: process.getuid() === 0 ? [...QUIET, "--no-sandbox"] : QUIET,
  });
  try {
    const opened = await browser.newPage();
    const errors = [];
    opened.on("pageerror", (error) => errors.push(error.message));
    opened.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await opened.goto(url);
    const result = await use(opened).catch((error) => errors.push(error.message));
    if (errors.length > 0) throw new Error(`in the page: ${errors.join("; ")}`);
    return result;
  } finally {
    await browser.close();
  }
}
