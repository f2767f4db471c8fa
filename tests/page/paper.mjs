// SPDX-License-Identifier: Apache-2.0
// The page on paper: a PDF that is A4, tagged, white whatever the screen's scheme is, without an empty sheet.
import { execFileSync } from "node:child_process";

const SHEETS_MOST = 8;
const MM_PER_POINT = 25.4 / 72;

const run = (program, ...words) => execFileSync(program, words, { encoding: "utf8" });

async function darkOnPaper(page) {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  return page.evaluate(() => {
    const [r, g, b] = (getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
    const [ink] = (getComputedStyle(document.body).color.match(/[\d.]+/g) ?? [0]).map(Number);
    const clear = getComputedStyle(document.body).backgroundColor === "rgba(0, 0, 0, 0)";
    return (!clear && Math.min(r, g, b) < 240) || ink > 90;
  });
}

export async function checkPaper(page, stem, title) {
  const faults = [];

  if (await darkOnPaper(page)) faults.push("dark on paper when the screen is dark");
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await page.pdf({ path: `${stem}.pdf`, preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  const info = run("pdfinfo", `${stem}.pdf`);
  const sheets = Number(info.match(/^Pages:\s+(\d+)/m)?.[1]);
  const size = info.match(/^Page size:\s+([\d.]+) x ([\d.]+)/m)?.slice(1).map((points) => Math.round(points * MM_PER_POINT));
  if (size?.join("x") !== "210x297") faults.push(`the sheet is ${size?.join(" x ")} mm, not A4`);
  if (!/^Tagged:\s+yes/m.test(info)) faults.push("the PDF is not tagged");
  if (!(sheets >= 1 && sheets <= SHEETS_MOST)) faults.push(`${sheets} sheets`);
  for (let sheet = 1; sheet <= sheets; sheet++)
    if (run("pdftotext", "-f", `${sheet}`, "-l", `${sheet}`, `${stem}.pdf`, "-").trim().length < 40)
      faults.push(`sheet ${sheet} is empty`);
  const bare = (words) => words.replace(/\s+/g, "");
  const last = await page.evaluate(() => [...document.querySelectorAll(".paper tbody tr")].at(-1)?.textContent ?? "");
  if (!bare(run("pdftotext", "-layout", `${stem}.pdf`, "-")).includes(bare(last).slice(-12)) || !bare(run("pdftotext", `${stem}.pdf`, "-")).includes(bare(await page.evaluate(() => document.querySelector(".paper summary")?.textContent ?? ""))))
    faults.push("the time line's table is not on paper");
  const heading = await page.innerText("h1");
  if (!run("pdftotext", "-layout", `${stem}.pdf`, "-").replace(/\s+/g, " ").includes(heading.replace(/\s+/g, " ").trim().slice(0, 30)))
    faults.push(`the heading "${heading}" is not in the PDF's text`);
  run("pdftoppm", "-r", "70", "-png", `${stem}.pdf`, `${stem}-sheet`);
  return { name: `${title}: prints on A4, tagged, black on white, ${Number.isFinite(sheets) ? "" : "?"}no sheet empty`, faults };
}
