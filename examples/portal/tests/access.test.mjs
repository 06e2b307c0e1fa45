// Every view in both languages and at both widths: accessible, within its width, and silent towards the outside.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { launch, loadExample, open, serve, settled } from "./support/site.mjs";

let site, browser;
before(async () => {
  [site, browser] = [await serve(), await launch()];
});
after(async () => {
  await browser?.close();
  await site?.close();
});

async function check(page, what) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const found = await window.axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join("; ")}`);
  });
  assert.deepEqual(violations, [], what);
  const [inner, content] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  assert.ok(content <= inner, `${what}: ${content} px of content in ${inner}`);
}

/** Words of the other language that must not stand on a page. */
const FOREIGN = { en: /[\u4e00-\u9fff]/, "zh-CN": /\b(the|and|of|your|is)\b/i };

async function speaksOnly(page, language, what) {
  const text = await page.evaluate((own) => {
    const parts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const lang = element?.closest("[lang]")?.getAttribute("lang");
      if (lang === own && !element.closest("pre, textarea, code, .settings, .about, noscript, option")) parts.push(walker.currentNode.textContent);
    }
    return parts.join("\n");
  }, language);
  const found = FOREIGN[language].exec(text);
  assert.equal(found && text.slice(Math.max(0, found.index - 40), found.index + 40), null, what);
}

for (const language of ["en", "zh-CN"]) {
  for (const width of [1280, 360]) {
    test(`${language}, ${width} px`, async () => {
      const { page, context, troubles, violations } = await open(browser, site, { language, width });
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      for (const id of ["new", "hangzhou-noodle-shop"]) {
        await loadExample(page, id);
        for (let step = 0; step < 7; step += 1) {
          await page.locator(".steps button").nth(step).click();
          await check(page, `${id}, step ${step + 1}`);
          await speaksOnly(page, language, `${id}, step ${step + 1}`);
        }
      }
      await page.locator('nav a[href="#simulate"]').click();
      await page.locator("#time-of-day").fill("870");
      await settled(page);
      for (const reader of ["merchant", "engineer", "cardholder"]) {
        await page.locator("#reader").selectOption(reader);
        if (reader === "engineer") await page.locator(".engineer summary").click();
        await check(page, `simulator for the ${reader}`);
        await speaksOnly(page, language, `simulator for the ${reader}`);
      }
      await page.locator('nav a[href="#why"]').click();
      for (const button of [0, 1]) {
        await page.locator(".columns.why .plain").nth(button).click();
        await check(page, `why, example ${button + 1}`);
      }
      await page.locator("textarea").fill('{"amount_minor": "12"}');
      await page.locator("#why-problems").waitFor();
      await check(page, "why, refused");
      assert.deepEqual(troubles, []);
      assert.deepEqual(await violations(), []);
      await context.close();
    });
  }
}

test("dark, and without motion", async () => {
  const { page, context } = await open(browser, site, { view: "simulate", colorScheme: "dark", reducedMotion: "reduce" });
  await loadExample(page, "hangzhou-noodle-shop");
  await page.locator("#time-of-day").fill("870");
  await settled(page);
  await check(page, "dark simulator");
  await page.locator('nav a[href="#apply"]').click();
  for (let step = 0; step < 7; step += 1) {
    await page.locator(".steps button").nth(step).click();
    await check(page, `dark step ${step + 1}`);
  }
  await context.close();
});

test("the language is switched at once and stays", async () => {
  const { page, context } = await open(browser, site, { language: "en" });
  await page.locator(".settings .segment").first().click();
  await page.getByRole("heading", { level: 1, name: "申请服务点" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "申请服务点" }).waitFor();
  await context.close();
});

test("by keyboard alone, from the top of the page to a sale that passes", async () => {
  const { page, context } = await open(browser, site);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("href") ?? document.activeElement?.id ?? "");
  const tabTo = async (wanted, most = 80) => {
    for (let at = 0; at < most; at += 1) {
      if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`\`${wanted}\` is not reached by the tab key; focus is on \`${await focused()}\``);
  };
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "#main");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "main");
  // An example is loaded by typing in the list.
  await page.locator(".brand").click();
  await tabTo(".shop-pick select");
  await page.keyboard.type("Noodle");
  await page.keyboard.press("Enter");
  await page.getByText("hangzhou-noodle-shop").first().waitFor();
  await page.locator(".brand").click();
  await tabTo('nav a[href="#simulate"]');
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Will it pass?" }).waitFor();
  assert.equal(await focused(), "main");
  await tabTo("#time-of-day");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, "solid");
  for (let at = 0; at < 24; at += 1) await page.keyboard.press("ArrowRight");
  await page.locator(".outcome.refer").waitFor();
  await tabTo(".week-grid");
  for (let at = 0; at < 10; at += 1) await page.keyboard.press("ArrowDown");
  await page.locator(".outcome.proceed").waitFor();
  await tabTo(".map svg");
  for (let at = 0; at < 6; at += 1) await page.keyboard.press("Shift+ArrowRight");
  await page.locator(".outcome.decline").waitFor();
  await context.close();
});
