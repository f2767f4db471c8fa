// SPDX-License-Identifier: Apache-2.0
// Opens each page that board/demo left, in both colour schemes, and asks what a reader, a screen
// reader, a printer and an auditor would ask. One "ok" or "not ok" line per question.
//
//   node pages.mjs PAGES SHOTS
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { checkPaper } from "./paper.mjs";
import { compareRows, countNames, findNarrow, findPale, runAxe } from "./look.mjs";

const [pages, shots] = process.argv.slice(2);
const A4_WIDTH = 794; // CSS pixels: 210 mm at 96 per inch (CSS Values 4, section 6.2)
const PHONE_WIDTH = 390;
const languages = { nb: "Norwegian", en: "English" };
const documents = [
  { name: "night", most: 250_000, rows: 15 },
  { name: "period", most: 150_000, rows: 12 },
];
let failed = 0;

function tell(name, faults) {
  const lines = [faults].flat().filter(Boolean);
  failed += lines.length > 0;
  console.log(`${lines.length ? "not ok" : "ok"} ${name}`);
  for (const line of lines.slice(0, 12)) console.log(`    ${line}`);
}

// A page and everything that it asked for or complained of.
async function open(browser, file, options) {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const heard = [];

  page.on("console", (message) => heard.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) heard.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { context, page, heard };
}

async function lookAt(browser, document, language, scheme) {
  const file = join(pages, `${document.name}-${language}.html`);
  const title = `the ${document.name} in ${languages[language]}, ${scheme}`;
  const shot = join(shots, `${document.name}-${language}-${scheme}`);
  const { context, page, heard } = await open(browser, file, {
    colorScheme: scheme, viewport: { width: A4_WIDTH, height: 1123 },
  });

  await page.screenshot({ path: `${shot}.png`, fullPage: true });
  tell(`${title}: asks for nothing and complains of nothing`, heard);
  tell(`${title}: axe-core finds no violation`, await runAxe(page));
  tell(`${title}: every text of a drawing stands out from what is behind it`, await findPale(page));
  tell(`${title}: nothing is wider than A4`, await findNarrow(page, A4_WIDTH));
  await page.setViewportSize({ width: PHONE_WIDTH, height: 844 });
  tell(`${title}: nothing is wider than a phone but what scrolls by itself`, await findNarrow(page, PHONE_WIDTH));
  if (scheme === "light") {
    await page.setViewportSize({ width: A4_WIDTH, height: 1123 });
    const cdp = await context.newCDPSession(page);
    await cdp.send("Emulation.setEmulatedVisionDeficiency", { type: "achromatopsia" });
    await page.screenshot({ path: `${shot}-without-colour.png`, fullPage: true });
  }
  await context.close();
}

async function readOnce(browser, document, language) {
  const file = join(pages, `${document.name}-${language}.html`);
  const title = `the ${document.name} in ${languages[language]}`;
  const source = readFileSync(file, "utf8");
  const { context, page } = await open(browser, file, { colorScheme: "dark", viewport: { width: A4_WIDTH, height: 1123 } });

  tell(`${title}: is said in its language and holds no script`, [
    (await page.getAttribute("html", "lang")) !== language && "html lang is another",
    /<script|\son[a-z]+\s*=|javascript:/i.test(source) && "there is a script",
    /\b(src|href)\s*=\s*["'](?!#)/i.test(source) && "it names something outside of itself",
    source.length > document.most && `${source.length} bytes, more than ${document.most}`,
  ]);
  const text = readFileSync(join(pages, `${document.name}-${language}.txt`), "utf8");
  const { compared, faults } = await compareRows(page, text);
  tell(`${title}: at least ${document.rows} rows say what the text report says`, [
    compared < document.rows && `only ${compared} rows were found in both`, ...faults,
  ]);
  tell(`${title}: says its drawings in words, and each table and heading has its name`, await countNames(page));
  tell(`${title}: never says what may not be said`, [
    /night workers? saved|sparte nattevakter|nattevakter spart/i.test(source) && "night workers saved",
    /\b(ca|hcw|rn|se)-\d\b/.test(source) && "it names a worker's slot",
  ]);
  for (const fault of [await checkPaper(page, join(shots, `${document.name}-${language}`), title)]) tell(fault.name, fault.faults);
  await context.close();
}

// A checker that finds nothing proves nothing: each must find what is broken on purpose.
async function breakOnPurpose(browser) {
  const folder = mkdtempSync(join(tmpdir(), "nattvakt-page-"));
  const whole = readFileSync(join(pages, "night-en.html"), "utf8");
  const text = readFileSync(join(pages, "night-en.txt"), "utf8");
  const broken = {
    "a page without a language": [whole.replace(/<html[^>]*>/, "<html>"), (page) => runAxe(page)],
    "pale text": [whole.replace("</style>", "td{color:#ccc!important;background:#fff!important}</style>"), (page) => runAxe(page)],
    "pale text in a drawing": [whole.replace("</style>", "svg text{fill:#ddd!important}</style>"), (page) => findPale(page)],
    "a table that is too wide": [whole.replace("</style>", "main{width:1200px!important;max-width:none!important}</style>"), (page) => findNarrow(page, A4_WIDTH)],
    "a figure that is another": [whole.replaceAll(/(<td[^>]*>)(\d)/g, "$19$2"), async (page) => (await compareRows(page, text)).faults],
  };

  for (const [what, [source, look]] of Object.entries(broken)) {
    const file = join(folder, "broken.html");
    writeFileSync(file, source);
    const { context, page } = await open(browser, file, { colorScheme: "light", viewport: { width: A4_WIDTH, height: 1123 } });
    const faults = source === whole ? [] : await look(page);
    tell(`these checks notice ${what}`, faults.length ? [] : [source === whole ? "the edit found nothing to break" : "they did not"]);
    await context.close();
  }
  rmSync(folder, { recursive: true });
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
console.log(`${execFileSync("/usr/bin/chromium", ["--version"], { stdio: ["ignore", "pipe", "ignore"] }).toString().trim()}, node ${process.version}`);
for (const document of documents)
  for (const language of Object.keys(languages)) {
    for (const scheme of ["light", "dark"]) await lookAt(browser, document, language, scheme);
    await readOnce(browser, document, language);
  }
await breakOnPurpose(browser);
await browser.close();
process.exit(failed ? 1 : 0);
