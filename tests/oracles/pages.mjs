// Pages from disk in a browser: what axe finds, what was asked for, what the console said, whether it scrolls sideways.
// usage: node pages.mjs NODE_MODULES CHROMIUM PAGE…; prints a list, one object a page, scheme and width.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, executablePath, ...pages] = process.argv.slice(2);
const { chromium } = (await import(pathToFileURL(resolve(modules, "playwright-core/index.mjs")))).default;
const axe = readFileSync(resolve(modules, "axe-core/axe.min.js"), "utf8");
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath, args });
const found = [];
for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 400]) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
    for (const path of pages) {
      const page = await context.newPage();
      const address = pathToFileURL(path).href;
      const asked = [];
      const said = [];
      page.on("request", (request) => asked.push(request.url()));
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(String(error)));
      await page.goto(address);
      await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
      await page.evaluate(axe);
      const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
      found.push({
        page: path.split("/").pop(),
        colorScheme,
        width,
        passed: passes.length,
        violations: violations.map((each) => [each.id, each.nodes.length, each.nodes[0].html.slice(0, 200)]),
        asked: asked.filter((each) => each !== address && !each.startsWith("data:")),
        said,
        wide: await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        keys: path.endsWith("register.html") ? await keys(page) : null,
      });
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
console.log(JSON.stringify(found));

// What the register does when it is used by its keys alone.
async function keys(page) {
  const shown = () => page.locator("#register tbody tr:visible").count();
  const all = await shown();
  await page.locator("#register thead button").first().focus();
  await page.keyboard.press("Enter");
  const up = await page.locator("#register thead th").first().getAttribute("aria-sort");
  await page.keyboard.press("Enter");
  const down = await page.locator("#register thead th").first().getAttribute("aria-sort");
  const sorted = await page.locator("#register tbody tr th a").allTextContents();
  await page.locator("input[name=q]").focus();
  await page.keyboard.type("no such words");
  const none = await shown();
  const told = await page.locator("#shown").textContent();
  await page.locator("button[type=reset]").focus();
  await page.keyboard.press("Enter");
  await page.waitForTimeout(50);
  return { all, up, down, sorted, none, told, again: await shown() };
}
