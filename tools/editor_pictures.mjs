// Drives VS Code in a browser as a person would, and takes the pictures. usage: editor_pictures.py runs it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const modules = process.env.MODULES;
const { chromium } = createRequire(`${modules}/`)("playwright-core");
const [address, session, columns, rows, into] = process.argv.slice(2);
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: quiet });
const ROWS = ".markers-panel .monaco-list-row";

async function vscode() {
  const page = await browser.newPage({ viewport: { width: 1080, height: 640 } });
  page.setDefaultTimeout(60_000);
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const input = ".quick-input-widget input.input";
  const ask = async (key, text) => {
    await press(key);
    await page.waitForSelector(input);
    await page.keyboard.type(text);
    await page.waitForTimeout(1_000);
    await press("Enter");
    await page.waitForTimeout(700);
  };
  const command = (text) => ask("F1", text);
  const line = async (number) => {
    await command("View: Focus Active Editor Group");
    await ask("Control+g", String(number));
  };
  const offered = async (place, mend) => {
    for (let tries = 0; tries < 5; tries += 1) {
      await line(place);
      await press("Control+.");
      if (await page.waitForSelector(`.action-widget >> text=${mend}`, { timeout: 5_000 }).catch(() => null)) break;
      await press("Escape"); // the server was not asked yet, or something else had the keys
    }
    await page.waitForTimeout(500);
  };
  const problems = () => page.$$eval(ROWS, (found) => found.map((each) => each.textContent));
  const shows = async (what, wanted) => {
    for (let tries = 0; tries < 100 && !(await wanted()); tries += 1) await page.waitForTimeout(200);
    assert.ok(await wanted(), `VS Code does not show ${what}: ${await problems()}`);
  };
  const picture = (name) => page.screenshot({ path: join(into, name) });

  await page.goto(address);
  await page.waitForSelector(".monaco-workbench");
  await page.waitForTimeout(3_000);
  await ask("Control+p", "2026-11-03");
  await page.waitForSelector(".squiggly-error");
  await command("View: Focus Problems");
  await shows("each finding", async () => (await problems()).filter((each) => /CF20[13]/.test(each)).length === 3);
  const messages = await problems();

  await offered("15:20", "Mark the line UNKNOWN");
  await picture("vscode.png");
  await press("Escape");

  await offered("23:5", "Say UNKNOWN");
  await press("Enter");
  await shows("that TBD was mended", async () => !(await problems()).some((each) => each.includes("CF203")));

  await line("15:200");
  await press("End");
  await page.keyboard.type(" [", { delay: 50 });
  await page.waitForSelector(".suggest-widget.visible >> text=DEP-8123");
  await page.keyboard.type("S1", { delay: 50 });
  await press("Escape");
  await shows("that the line has a source", async () => !(await problems()).some((each) => each.includes("Ln 15,")));

  await press("Control+z");
  await command("Go to Symbol in Editor");
  await page.waitForTimeout(1_500);
  const outline = await page.$$eval(".quick-input-list .monaco-list-row .label-name", (all) => all.map((each) => each.textContent));
  assert.equal(outline.filter((each) => each.endsWith("Summary")).length, 1, `an outline of ${outline}`);
  await press("Escape");
  await page.close();
  return messages;
}

async function neovim() {
  const page = await browser.newPage({ viewport: { width: 1000, height: 600 } });
  const [code, style] = ["lib/xterm.js", "css/xterm.css"].map((name) => readFileSync(join(modules, "@xterm/xterm", name), "utf8"));
  await page.setContent(`<style>${style} body{margin:0;background:#fff} #t{display:inline-block;padding:8px}</style><div id="t"></div>`);
  await page.addScriptTag({ content: code });
  await page.evaluate(({ text, cols, lines }) => new Promise((done) => {
    const theme = { background: "#ffffff", foreground: "#1f2328", cursor: "#ffffff", red: "#b3261e", yellow: "#8a5a00", blue: "#0b57d0",
      green: "#146c2e", cyan: "#006874", magenta: "#7b2d8b", brightRed: "#b3261e", brightYellow: "#8a5a00", brightBlue: "#0b57d0" };
    const made = new window.Terminal({ cols, rows: lines, fontSize: 15, theme, minimumContrastRatio: 4.5, cursorBlink: false });
    made.open(document.getElementById("t"));
    made.write(text, () => setTimeout(done, 500));
  }), { text: readFileSync(session, "utf8"), cols: Number(columns), lines: Number(rows) });
  await page.locator("#t").screenshot({ path: join(into, "neovim.png") });
  await page.close();
}

await neovim();
console.log((await vscode()).join("\n"));
await browser.close();
