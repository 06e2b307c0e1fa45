// What the page decides is what the native tool decides: outcome, reason, DE39 and both sets, input by input.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eventually, launch, loadExample, open, serve, settled } from "./support/site.mjs";
import { DATA, Desk, SERVICE_POINTS } from "./support/tool.mjs";

let site, browser, desk;
before(async () => {
  [site, browser, desk] = [await serve(), await launch(), new Desk()];
});
after(async () => {
  await browser?.close();
  await site?.close();
  desk?.close();
});

/** What the page shows an engineer of a decision. */
const shown = (page) =>
  page.evaluate(() => {
    const outcome = document.querySelector(".outcome");
    const values = [...document.querySelectorAll(".wire dd code")].map((code) => code.textContent);
    return {
      outcome: ["proceed", "refer", "decline"].find((word) => outcome?.classList.contains(word)),
      de39: document.querySelector(".outcome .de39")?.textContent?.replace("DE39 ", "") ?? null,
      reason: values[0] === "–" ? null : values[0],
      failed: values[1],
      unknown: values[2],
    };
  });
const told = ({ outcome, de39, reason, failed, unknown }) => ({ outcome, de39, reason, failed, unknown });

async function asEngineer(view, options = {}) {
  const opened = await open(browser, site, { view, ...options });
  await opened.page.locator("#reader").selectOption("engineer");
  return opened;
}

test("a hundred requests of terminals are decided in the page as by the tool", async () => {
  const points = readdirSync(SERVICE_POINTS).map((name) => JSON.parse(readFileSync(join(SERVICE_POINTS, name), "utf8")));
  const { page, context, troubles, violations } = await asEngineer("why");
  const ids = await page.locator(".shop-pick option").evaluateAll((options) => options.map((option) => option.value));
  const merchants = new Set(points.filter((point) => ids.includes(point.id)).map((point) => point.merchant_id));
  const all = readFileSync(join(DATA, "requests.ndjson"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const known = all.filter((request) => merchants.has(request.merchant_id));
  const decisions = desk.decide(SERVICE_POINTS, known);
  // A request of every reason that comes up, then others until there are a hundred.
  const seen = new Set();
  const first = known.map((_, at) => at).filter((at) => {
    const key = `${decisions[at].outcome} ${decisions[at].reason}`;
    return !seen.has(key) && seen.add(key);
  });
  const others = known.map((_, at) => at).filter((at) => !first.includes(at) && at % 5 === 0);
  const chosen = [...first, ...others].slice(0, 100);
  assert.ok(chosen.length >= 60, `${chosen.length} requests`);
  assert.ok(seen.size >= 40, `${seen.size} outcomes and reasons`);
  for (const at of chosen) {
    await page.locator("textarea").fill(JSON.stringify(known[at]));
    await eventually(async () => assert.deepEqual(await shown(page), told(decisions[at]), JSON.stringify(known[at])));
  }
  assert.deepEqual(troubles, []);
  assert.deepEqual(await violations(), []);
  await context.close();
});

test("what is set in the simulator is decided as by the tool", async () => {
  const { page, context, troubles } = await asEngineer("simulate");
  const request = async () => JSON.parse(await page.locator(".engineer pre").first().textContent());
  const label = (text) => page.getByLabel(text, { exact: true });
  const radio = (group, name) => page.getByRole("group", { name: group, exact: true }).getByRole("radio", { name, exact: true }).check();
  const changes = [
    async () => page.locator("#time-of-day").fill("870"),
    async () => page.locator("#time-of-day").fill("735"),
    async () => label("Amount").fill("1000.01"),
    async () => label("Read by").selectOption("contactless"),
    async () => label("Paid with").selectOption("credit"),
    async () => label("Amount").fill("12600"),
    async () => label("Paid with").selectOption("debit"),
    async () => label("Read by").selectOption("manual"),
    async () => label("Read by").selectOption("chip"),
    async () => label("Amount").fill("88.00"),
    async () => radio("Acceptance host", "silent"),
    async () => radio("Link", "down"),
    async () => label("Amount").fill("600"),
    async () => label("Sold offline since the last answer").fill("1900"),
    async () => radio("Acceptance host", "answers"),
    async () => radio("Link", "jammed"),
    async () => radio("Link", "up"),
    async () => radio("Position fix", "none"),
    async () => radio("Position fix", "3 h old"),
    async () => radio("Position fix", "made up"),
    async () => radio("Position fix", "fresh"),
    async () => page.locator("#accuracy").fill("450"),
    async () => page.locator("#accuracy").fill("20"),
    async () => page.locator(".map svg").press("Shift+ArrowRight").then(() => page.locator(".map svg").press("Shift+ArrowRight")).then(() => page.locator(".map svg").press("Shift+ArrowRight")).then(() => page.locator(".map svg").press("Shift+ArrowRight")),
    async () => label("Card reader").selectOption("faulty"),
    async () => label("Tamper sensors").selectOption("tampered"),
    async () => label("Tamper sensors").selectOption("intact"),
    async () => label("Card reader").selectOption("working"),
    async () => label("Clock").selectOption("not_trusted"),
    async () => label("Clock").selectOption("trusted"),
    async () => label("Application").selectOption("3.1.9"),
    async () => label("Application").selectOption("3.5.2"),
    async () => label("Since the sign-on").fill("60"),
    async () => label("Since the sign-on").fill("2"),
    async () => label("Sold today, whole shop").fill("29950"),
    async () => label("Transaction").selectOption("refund"),
    async () => label("Transaction").selectOption("void"),
    async () => label("Transaction").selectOption("sale"),
    async () => label("Date").fill("2026-11-27"),
    async () => label("Date").fill("2026-10-01"),
  ];
  for (const id of ["hangzhou-noodle-shop", "chengdu-night-market-stall"]) {
    await loadExample(page, id);
    await label("Date").fill("2026-11-18");
    const seen = [];
    for (const change of changes) {
      if (id.startsWith("chengdu") && String(change).includes("whole shop")) continue; // the stall's counters have other names
      await change();
      await page.waitForTimeout(20);
      seen.push({ request: await request(), decision: await shown(page) });
    }
    const decisions = desk.decide(join(SERVICE_POINTS, `${id}.json`), seen.map(({ request }) => request));
    for (const [at, { request, decision }] of seen.entries()) assert.deepEqual(decision, told(decisions[at]), `change ${at}: ${JSON.stringify(request)}`);
    assert.ok(new Set(seen.map(({ decision }) => decision.reason)).size >= 6, "too much alike");
  }
  assert.deepEqual(troubles, []);
  await context.close();
});

test("the windows of the week are those that the tool finds", async () => {
  const { page, context } = await asEngineer("simulate");
  await loadExample(page, "hangzhou-noodle-shop");
  await page.getByLabel("Date", { exact: true }).fill("2026-11-18");
  await settled(page);
  await page.locator(".week-text summary").click();
  const days = await page.locator(".week-text li").allTextContents();
  const base = JSON.parse(await page.locator(".engineer pre").first().textContent());
  const monday = Date.parse("2026-11-16T00:00:00+08:00") / 1000;
  const shift = (request, to) => {
    const by = to - base.now_utc_s;
    const moved = { ...request, now_utc_s: to };
    for (const key of ["fix_at_utc_s", "signed_on_at_utc_s", "policy_confirmed_at_utc_s", "profile_refreshed_at_utc_s"]) moved[key] = request[key] + by;
    moved.counters = request.counters.map((counter) => ({ ...counter, taken_at_utc_s: counter.taken_at_utc_s + by }));
    return moved;
  };
  const asked = Array.from({ length: 7 * 288 }, (_, at) => shift(base, monday + at * 300));
  const decisions = desk.decide(join(SERVICE_POINTS, "hangzhou-noodle-shop.json"), asked);
  const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  for (let day = 0; day < 7; day += 1) {
    const windows = [];
    for (let step = 0; step < 288; step += 1) {
      if (decisions[day * 288 + step].outcome !== "proceed") continue;
      const last = windows.at(-1);
      if (last && last[1] === step * 5) last[1] += 5;
      else windows.push([step * 5, step * 5 + 5]);
    }
    const list = windows.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(", ");
    assert.ok(days[day].includes(list ? `would pass ${list}.` : "would not pass."), `${days[day]} / ${list}`);
  }
  assert.ok(days[2].includes("10:30–14:00, 16:30–21:00"));
  await context.close();
});

test("a click and arrow keys in the week set the time; later times are offered", async () => {
  const { page, context } = await open(browser, site, { view: "simulate" });
  await loadExample(page, "hangzhou-noodle-shop");
  await page.locator("#time-of-day").fill("870");
  await page.locator(".outcome.refer").waitFor();
  await page.getByRole("button", { name: "Show that time" }).click();
  await page.locator(".outcome.proceed").waitFor();
  await eventually(async () => assert.equal(await page.locator("#time-of-day").inputValue(), String(16 * 60 + 30)));
  await page.locator(".week-grid").press("ArrowUp");
  await page.locator(".outcome.refer").waitFor();
  await page.locator(".week-grid").press("ArrowRight");
  await eventually(async () => assert.equal(await page.getByLabel("Date", { exact: true }).inputValue(), "2026-11-19"));
  const grid = page.locator(".week-grid");
  const box = await grid.boundingBox();
  await grid.click({ position: { x: box.width * 0.95, y: box.height * 0.6 } });
  await eventually(async () => assert.equal(await page.getByLabel("Date", { exact: true }).inputValue(), "2026-11-22"));
  await context.close();
});
