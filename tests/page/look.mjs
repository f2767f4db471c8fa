// SPDX-License-Identifier: Apache-2.0
// Questions to an open page. Each answers with a list of faults; an empty one is good.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CONTRAST = 4.5; // WCAG 2.2, success criterion 1.4.3

export async function runAxe(page) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));

  if (passes.length < 10) return [`axe-core ran only ${passes.length} rules that apply`];
  return violations.map((v) => `${v.id}: ${v.help} (${v.nodes.length}: ${v.nodes[0].html.slice(0, 120)})`);
}

// axe-core does not weigh text in SVG: its fill against the page or what the drawing paints behind it.
export function findPale(page) {
  return page.evaluate((least) => {
    const parse = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = ([r, g, b]) => {
      const part = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
    };
    const behind = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = parse(getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || (colour.length === 4 && colour[3] > 0.99)) return colour;
      }
      return [255, 255, 255];
    };
    const faults = [];
    for (const text of document.querySelectorAll("svg text")) {
      const style = getComputedStyle(text);
      const [light, dark] = [luminance(parse(style.fill)), luminance(behind(text))].sort((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      if (ratio < least) faults.push(`"${text.textContent.trim()}" has contrast ${ratio.toFixed(2)}`);
      if (parseFloat(style.fontSize) * (text.ownerSVGElement.getScreenCTM()?.a ?? 1) < 7)
        faults.push(`"${text.textContent.trim()}" is smaller than 7 px`);
    }
    return faults;
  }, CONTRAST);
}

// What reaches beyond the page's right side, but for what lies in a box that scrolls.
export function findNarrow(page, width) {
  return page.evaluate((most) => {
    const scrolls = (element) => {
      for (let at = element; at && at !== document.body; at = at.parentElement)
        if (["auto", "scroll", "hidden"].includes(getComputedStyle(at).overflowX)) return true;
      return false;
    };
    const faults = [];
    if (document.documentElement.scrollWidth > most) faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    for (const element of document.body.querySelectorAll("*"))
      if (!element.closest("svg *") && !scrolls(element) && element.getBoundingClientRect().right > most + 1)
        faults.push(`<${element.tagName.toLowerCase()} class="${element.className}"> ends at ${Math.round(element.getBoundingClientRect().right)} px`);
    return faults;
  }, width);
}

// Rows whose label stands in the text report must hold the same values, in the same order. Where the two
// put spaces, and which, is their own: they are taken out.
export async function compareRows(page, text) {
  const bare = (words) => words.replace(/[\s\u00a0\u202f]+/g, "");
  const rows = await page.$$eval("table tr", (all) => all.map((row) => {
    const label = row.querySelector("th[scope=row]");
    return label && [label, ...row.querySelectorAll("td")].map((cell) => cell.innerText);
  }).filter(Boolean));
  const said = new Map(text.split("\n").map((line) => line.match(/^ {2}(\S.*?) {2,}(\S.*)$/)).filter(Boolean)
    .map(([, label, values]) => [bare(label), bare(values)]));
  const faults = [];
  let compared = 0;

  for (const [label, ...cells] of rows) {
    const values = said.get(bare(label));
    if (values === undefined) continue;
    compared++;
    if (bare(cells.join("")) !== values) faults.push(`"${label}": the text report says ${values}, the page ${cells.join(" | ")}`);
  }
  return { compared, faults };
}

export function countNames(page) {
  return page.evaluate(() => {
    const faults = [];
    const h1 = document.querySelectorAll("h1").length;
    if (h1 !== 1) faults.push(`there are ${h1} h1`);
    let last = 0;
    for (const heading of document.querySelectorAll("h1,h2,h3,h4")) {
      const level = Number(heading.tagName[1]);
      if (level > last + 1) faults.push(`"${heading.textContent}" skips a level`);
      last = level;
    }
    for (const svg of document.querySelectorAll("svg")) {
      if (svg.getAttribute("aria-hidden") === "true") continue;
      if (svg.getAttribute("role") !== "img") faults.push("a drawing has no role");
      if (!svg.querySelector(":scope > title")?.textContent.trim()) faults.push("a drawing has no title");
    }
    if (!document.querySelector("svg[role=img]")) faults.push("there is no drawing at all");
    for (const table of document.querySelectorAll("table"))
      if (!table.caption?.textContent.trim()) faults.push("a table has no caption");
    if (!document.querySelector("main")) faults.push("there is no main landmark");
    return faults;
  });
}
