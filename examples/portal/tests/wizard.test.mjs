// A shop's way through the wizard, from an empty application to the first sale.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eventually, launch, open, serve } from "./support/site.mjs";
import { Desk, SERVICE_POINTS } from "./support/tool.mjs";

let site, browser, desk;
before(async () => {
  [site, browser, desk] = [await serve(), await launch(), new Desk()];
});
after(async () => {
  await browser?.close();
  await site?.close();
  desk?.close();
});

const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFUlEQVR4nGNkaPjPgA0wYRUdtBIAYB0BhHXgMZsAAAAASUVORK5CYII=",
  "base64",
);

/** Numbers with fitting check characters, of nobody. */
const USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
function uscc() {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const organisation = "MA2ABCD7";
  const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const rest = 11 - ([...organisation].reduce((sum, sign, at) => sum + signs.indexOf(sign) * weights[at], 0) % 11);
  const body = `91330106${organisation}${rest === 10 ? "X" : rest === 11 ? "0" : rest}`;
  const sum = [...body].reduce((total, sign, at) => total + USCC_SIGNS.indexOf(sign) * (3 ** at % 31), 0);
  return body + USCC_SIGNS[(31 - (sum % 31)) % 31];
}
const NUMBERS = { uscc: uscc(), resident: "11010519491231002X", card: "6222020200112233447", mobile: "13800138000" };
function luhn(digits) {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
NUMBERS.card = luhn("622202020011223344");

async function fileOf(download) {
  return readFileSync(await download.path());
}

test("from an empty application to the first sale", async () => {
  const { page, context, troubles, violations } = await open(browser, site);
  const label = (text) => page.getByLabel(text, { exact: true });
  const next = () => page.getByRole("button", { name: "Next step" }).click();
  const revision = async () => Number(/revision (\d+)/.exec(await page.locator(".shop .meta").textContent())[1]);
  await page.getByText(/things are still to be done/).waitFor();

  // The business. What is wrong says why, tied to its field.
  await label("Shop name").fill("Blue Door Noodles");
  await label("Address").fill("3 Nameless Lane, Hangzhou");
  await page.getByRole("button", { name: "The kind of business is right" }).click();
  const code = label("Unified social credit code");
  await code.fill(NUMBERS.uscc.replace(/.$/, (last) => (last === "1" ? "2" : "1")));
  await eventually(async () => assert.equal(await code.getAttribute("aria-invalid"), "true"));
  const described = await code.getAttribute("aria-describedby");
  assert.match(await page.locator(`[id="${described.split(" ").at(-1)}"]`).textContent(), /check character|does not fit/);
  await code.fill(NUMBERS.uscc);
  await eventually(async () => assert.equal(await code.getAttribute("aria-invalid"), "false"));
  await label("Resident identity number").fill("110105194912310021");
  await eventually(async () => assert.equal(await label("Resident identity number").getAttribute("aria-invalid"), "true"));
  await label("Resident identity number").fill(NUMBERS.resident);
  await eventually(async () => assert.equal(await label("Resident identity number").getAttribute("aria-invalid"), "false"));
  await label("Settlement card").fill(NUMBERS.card);
  await eventually(async () => assert.equal(await label("Settlement card").getAttribute("aria-invalid"), "false"));
  await label("Mobile number").fill("12800138000");
  await eventually(async () => assert.equal(await label("Mobile number").getAttribute("aria-invalid"), "true"));
  await label("Mobile number").fill(NUMBERS.mobile);
  await label("Merchant category code (MCC)").fill("58");
  await eventually(async () => assert.equal(await label("Merchant category code (MCC)").getAttribute("aria-invalid"), "true"));
  await label("Merchant category code (MCC)").fill("5812");

  // Materials: a text is no picture; pictures are shown.
  await next();
  const materials = ["Identity document", "Bank card", "Shop from inside", "Shop from outside"];
  await label(materials[0]).setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
  await page.getByText("`text/plain` is no picture").waitFor();
  for (const name of materials) {
    await label(name).setInputFiles({ name: `${name}.png`, mimeType: "image/png", buffer: PICTURE });
    await page.getByAltText(`Preview: ${name}`).waitFor();
  }

  // The place: picked by arrow keys, and what a wrong datum would do.
  await next();
  await page.locator(".map svg").press("ArrowRight");
  await eventually(async () => assert.match(await label("Latitude").inputValue(), /^30\.2\d+$/));
  const latitude = await label("Latitude").inputValue();
  const metres = Number(/Read as WGS-84 \(GPS\), the shop would stand (\d+) m/.exec(await page.locator(".callout").textContent())[1]);
  assert.ok(metres > 400 && metres < 700, `${metres} m`);
  await label("Datum").selectOption("wgs84");
  await eventually(async () => assert.equal(await label("Latitude").inputValue(), latitude, "the digits stay, the place moves"));
  await label("Datum").selectOption("gcj02");
  await label("Latitude").fill("abc");
  await eventually(async () => assert.equal(await label("Latitude").getAttribute("aria-invalid"), "true"));
  await label("Latitude").fill("30.2749137");
  const box = await page.locator(".map svg").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 30, box.y + box.height / 2 + 10, { steps: 4 });
  await page.mouse.up();
  await eventually(async () => assert.notEqual(await label("Latitude").inputValue(), "30.2749137"));
  await label("Radius").fill("80");

  // Hours, past midnight.
  await next();
  await page.getByRole("button", { name: "Monday: add hours" }).click();
  await label("Monday, span 1: opens").fill("10:00");
  await label("Monday, span 1: closes").fill("02:00");
  await page.getByText("next day 02:00").first().waitFor();
  await page.getByRole("button", { name: "Monday's hours on every day" }).click();
  await page.getByRole("group", { name: "Public holidays" }).getByRole("radio", { name: "Hours of their own" }).check();

  // Papers, one with dates.
  await next();
  for (const name of ["Business licence", "Food licence", "Photograph of the shop front"]) {
    await page.getByRole("button", { name: `Hand in: ${name}`, exact: true }).click();
  }
  const food = page.getByRole("region", { name: "Food licence" });
  await food.getByLabel("Long-term").uncheck();
  await food.getByLabel("Valid from").fill("2026-11-01");
  await food.getByLabel("Valid through").fill("2031-10-31");

  // A limit for a week.
  await next();
  await page.getByLabel("Limit", { exact: true }).selectOption("day-amount");
  await page.getByLabel("Up to").fill("60000");
  await page.getByRole("button", { name: "Ask for it" }).click();
  await page.getByText("With the acquirer").waitFor();

  // The other side of the desk: each step one revision more.
  await next();
  const waiting = page.getByRole("button", { name: /^Next: / });
  let steps = 0;
  for (; steps < 30 && (await waiting.count()) > 0; steps += 1) {
    const was = await revision();
    await waiting.click();
    await eventually(async () => assert.equal(await revision(), was + 1));
    if (steps === 2) await page.getByRole("button", { name: "A day passes" }).click();
  }
  assert.ok(steps >= 12, `${steps} steps`);
  await page.getByText("Ready: sales may begin").waitFor();

  // Out: the form that everybody takes, without anything of a person.
  const [json] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Service point (JSON)" }).click()]);
  const text = (await fileOf(json)).toString();
  const [plan] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Compiled plan" }).click()]);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  for (const number of Object.values(NUMBERS)) {
    assert.ok(!text.includes(number), "a number of a person in the file");
    assert.ok(!kept.includes(number), "a number of a person in localStorage");
  }
  const form = JSON.parse(text);
  assert.equal(form.name, "Blue Door Noodles");
  assert.deepEqual(form.hours.weekly.sun, ["10:00-26:00"]);
  const path = desk.file("my-shop.json", text);
  assert.deepEqual(await fileOf(plan), desk.compile(path), "the plan is, byte for byte, the native tool's");

  // A sale passes in the simulator.
  await page.locator('nav a[href="#simulate"]').click();
  await page.locator(".outcome.proceed").waitFor();

  // All of it survives.
  await page.reload();
  await page.locator(".outcome.proceed").waitFor();
  await page.locator('nav a[href="#apply"]').click();
  await page.getByText("Ready: sales may begin").waitFor();
  await page.locator(".steps button").nth(1).click();
  await page.getByAltText("Preview: Bank card").waitFor();
  assert.deepEqual(troubles, []);
  assert.deepEqual(await violations(), []);
  await context.close();
});

test("what is changed after it left the page is a new revision", async () => {
  const { page, context } = await open(browser, site);
  await page.locator(".shop-pick select").selectOption("hangzhou-noodle-shop");
  await page.getByText("revision 8").waitFor();
  await page.getByLabel("Shop name").fill("Another name");
  await page.getByText("revision 9").waitFor();
  await context.close();
});

test("import says with a path what is wrong, and takes what is right", async () => {
  const { page, context } = await open(browser, site);
  const put = (content) => page.locator("#import-file").setInputFiles({ name: "shop.json", mimeType: "application/json", buffer: Buffer.from(content) });
  const noodles = JSON.parse(readFileSync(join(SERVICE_POINTS, "hangzhou-noodle-shop.json"), "utf8"));
  await put('{"id": "x",,}');
  await page.locator("#import-problems").getByText("line 1, column").waitFor();
  await put(JSON.stringify({ ...noodles, place: { ...noodles.place, datum: "wgs94" } }));
  await page.locator("#import-problems code", { hasText: "place.datum" }).waitFor();
  await put(JSON.stringify({ ...noodles, hours: { weekly: { mon: ["22:00-21:00"] } } }));
  await page.locator("#import-problems code", { hasText: "hours.weekly.mon" }).waitFor();
  await put(JSON.stringify(noodles));
  await page.getByText("hangzhou-noodle-shop · revision 8").waitFor();
  assert.equal(await page.locator("#import-problems").count(), 0);
  await context.close();
});

for (const [what, saved] of [
  ["no JSON", "{{{"],
  ["another version", '{"version":99,"state":{}}'],
  ["a damaged service point", '{"version":1,"state":{"point":{"id":7},"language":"xx","step":"two"}}'],
  ["a damaged scenario", '{"version":1,"state":{"scenario":{"entryMode":"magic","minute":null,"date":"yesterday"}}}'],
]) {
  test(`opens with ${what} in localStorage`, async () => {
    const { page, context, troubles } = await open(browser, site, { saved, view: "simulate" });
    await page.locator(".outcome").waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });
}

test("a slip is read, in the other language too", async () => {
  const { page, context } = await open(browser, site, { view: "why" });
  await page.locator("textarea").fill("服务点条件不符，交易未受理\nDE39:61\nPC0901 当前不在登记的营业时间内\nPC9999\n规则 cn-acquirer-retail v14\n服务点 hangzhou-noodle-shop r8");
  const causes = page.locator(".causes > li");
  await eventually(async () => assert.equal(await causes.count(), 2));
  assert.match(await causes.nth(0).textContent(), /PC0901 .*hours/i);
  assert.match(await causes.nth(1).textContent(), /`PC9999` is a code that this version does not know/);
  await page.locator(".columns.why .segment").first().click();
  await eventually(async () => assert.match(await causes.nth(0).textContent(), /营业时间/));
  assert.equal(await causes.nth(0).locator("p").getAttribute("lang"), "zh-CN");
  await page.locator("textarea").fill('{"amount_minor": 5, "entry_mod": "chip"}');
  await page.locator("#why-problems code", { hasText: "entry_mod" }).waitFor();
  await page.locator("textarea").fill("hello");
  await page.getByText("starts neither a request nor a slip").waitFor();
  await context.close();
});
