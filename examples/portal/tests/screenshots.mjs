// Pictures of the page for its README, and for whoever changes how it looks: `npm run screenshots [-- all]`.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, loadExample, open, PORTAL, serve, settled } from "./support/site.mjs";

const all = process.argv.includes("all");
const folder = all ? (process.env.SCREENSHOTS ?? join(PORTAL, "dist", "screenshots")) : join(PORTAL, "screenshots");
mkdirSync(folder, { recursive: true });

const site = await serve();
const browser = await launch();

async function take(name, options, prepare, isFull = true) {
  const { page, context, troubles } = await open(browser, site, options);
  await prepare(page);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: isFull });
  if (troubles.length > 0) console.error(name, troubles);
  await context.close();
}

const step = (number) => async (page) => {
  await loadExample(page, "hangzhou-noodle-shop");
  await page.locator(".steps button").nth(number).click();
};
const simulate = async (page) => {
  await loadExample(page, "hangzhou-noodle-shop");
  await settled(page);
};
const refused = async (page) => {
  await simulate(page);
  await page.locator("#time-of-day").fill(String(14 * 60 + 30));
  await settled(page);
};
const why = async (page) => page.locator(".columns.why .plain").first().click();

if (all) {
  for (const language of ["en", "zh-CN"]) {
    for (const width of [1280, 390]) {
      const at = (name) => `${name}-${language}-${width}`;
      for (const number of [0, 1, 2, 3, 4, 5, 6]) await take(at(`apply${number}`), { language, width }, step(number));
      await take(at("simulate"), { language, width, view: "simulate" }, refused);
      await take(at("why"), { language, width, view: "why" }, why);
    }
  }
  await take("simulate-dark", { view: "simulate", colorScheme: "dark" }, refused);
  await take("position-dark", { colorScheme: "dark" }, step(2));
} else {
  await take("wizard", { width: 1180, height: 980 }, step(2), false);
  await take("simulator", { width: 1180, height: 1000, view: "simulate", language: "zh-CN" }, refused, false);
  await take("refusal", { width: 1180, height: 820, view: "why" }, why, false);
}
await browser.close();
await site.close();
