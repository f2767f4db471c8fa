/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The style of the pages. Fonts are the system's, so nothing is fetched. Colours only repeat what shape
 * and words say; text has 4.5:1 against its ground and marks 3:1 in both schemes (WCAG 2.2, 1.4.3 and
 * 1.4.11). Print is always light: the last rule wins over a dark screen.
 */
#include "html.h"

/* clang-format off */
#define LIGHT \
        "--paper:#fff;--ink:#1b2530;--soft:#51606e;--line:#d3dae1;--band:#f3f6f8;--plan:#76848f;" \
        "--blue:#17608f;--pale:#bcd8ea;--warm:#a5301c;--rose:#f3cdc4;--hatch:#8a6d1a;"
#define DARK \
        "--paper:#10161c;--ink:#e9eef3;--soft:#a9b6c2;--line:#34424e;--band:#18212a;--plan:#8b9aa7;" \
        "--blue:#82c3f0;--pale:#27506b;--warm:#f5a590;--rose:#6b3127;--hatch:#d8b854;"

const char html_style[] =
":root{color-scheme:light dark;" LIGHT "}\n"
"@media (prefers-color-scheme:dark){:root{" DARK "}}\n"
"*{box-sizing:border-box}\n"
"html{background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%}\n"
"body{margin:0 auto;max-width:50rem;padding:2.5rem 1.5rem 3rem;line-height:1.5;"
"font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',Arial,sans-serif;"
"font-size:1rem;font-variant-numeric:tabular-nums lining-nums}\n"
"header{border-top:.3rem solid var(--blue);padding-top:1.1rem;margin-bottom:1.5rem}\n"
"h1{font-size:2rem;line-height:1.15;letter-spacing:-.01em;font-weight:650;margin:.1rem 0 .6rem}\n"
"h1 span{display:block}\n"
"h2{font-size:1.3rem;line-height:1.25;font-weight:650;margin:0 0 .6rem}\n"
"h3{font-size:1rem;line-height:1.3;font-weight:650;margin:0}\n"
"p{margin:0 0 .6rem;max-width:42rem}\n"
".eyebrow{color:var(--blue);font-weight:600;margin:0}\n"
".lead{font-size:1.1rem;margin-bottom:.3rem}\n"
".soft,footer,figcaption{color:var(--soft)}\n"
"section{border-top:1px solid var(--line);padding-top:1.2rem;margin-top:2rem}\n"
".warnings{border:1px solid var(--warm);border-left-width:.5rem;padding:.7rem 1rem;margin:1rem 0}\n"
".warnings p{margin:0 0 .3rem;font-weight:600;max-width:none}.warnings p:last-child{margin:0}\n"
".keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:1rem 1.5rem;margin:1.5rem 0}\n"
".keys div{border-top:2px solid var(--ink);padding-top:.4rem;display:flex;flex-direction:column}\n"
".keys dt{color:var(--soft);font-size:.9rem;line-height:1.3}\n"
".keys dd{margin:0;font-size:1.8rem;line-height:1.2;font-weight:650;letter-spacing:-.01em}\n"
".keys dd.below{font-size:.9rem;font-weight:400;letter-spacing:0;color:var(--soft)}\n"
"table{border-collapse:collapse;width:100%;font-size:.92rem;line-height:1.35}\n"
"caption{text-align:left;padding:0 0 .3rem}\n"
"th,td{text-align:left;vertical-align:top;font-weight:400;padding:.24rem .8rem .24rem 0;border-bottom:1px solid var(--line)}\n"
"th:last-child,td:last-child{padding-right:0}\n"
"thead th,thead td{color:var(--soft);border-bottom-color:var(--soft);vertical-align:bottom}\n"
".figures{margin:0 0 1.4rem;break-inside:avoid}\n"
".figures td,.figures thead th{text-align:right;white-space:nowrap}\n"
".figures td.note{text-align:left;white-space:normal;color:var(--soft);font-size:.88rem}\n"
"tr[data-figure=physical_visits]>*,tr[data-figure=avoided_visits]>*,tr[data-figure=direct_minutes]>*,"
"tr[data-figure=net_minutes_saved]>*{font-weight:650}\n"
".columns{columns:2 20rem;column-gap:2.5rem}\n"
".n{text-align:right;white-space:nowrap}.t{white-space:nowrap}\n"
".scroll{overflow-x:auto}.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--blue);outline-offset:2px}\n"
"details{margin:.6rem 0 0}summary{cursor:pointer;color:var(--blue);font-weight:600;padding:.2rem 0}\n"
"figure{margin:0 0 1.4rem;break-inside:avoid}figcaption{font-size:.92rem;margin:0 0 .4rem}\n"
"figcaption h3{color:var(--ink)}\n"
"svg.chart{display:block;width:100%;min-width:40rem;height:auto}\n"
".chart text{font-size:120px;fill:var(--ink)}.chart .soft{fill:var(--soft)}.chart .end{text-anchor:end}"
".chart .mid{text-anchor:middle}.chart .strong{font-weight:650}\n"
".legend{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;margin:0 0 1rem;padding:0;font-size:.92rem}\n"
".legend li{display:flex;align-items:center;gap:.4rem}.legend svg{width:1.4rem;height:1.1rem;flex:none}\n"
".grid{stroke:var(--line);stroke-width:8}.rowband{fill:var(--band)}.axis{stroke:var(--soft);stroke-width:8}\n"
".call,.alarm,.dose,.device{fill:var(--warm)}\n"
".span{fill:var(--rose);stroke:var(--warm);stroke-width:6}.late{fill:url(#late);stroke:var(--warm);stroke-width:10}\n"
".look{fill:var(--blue)}.unseen{fill:var(--paper);stroke:var(--blue);stroke-width:16}\n"
".visit{fill:var(--ink)}.staff{fill:var(--paper);stroke:var(--ink);stroke-width:12}\n"
".look.plan{fill:var(--plan)}.visit.plan{fill:var(--plan)}\n"
".undone{fill:none;stroke:var(--warm);stroke-width:20}.tick{fill:none;stroke:var(--soft);stroke-width:9}\n"
".blind{fill:url(#blind);stroke:var(--hatch);stroke-width:8}.h-late{stroke:var(--warm)}.h-blind{stroke:var(--hatch)}\n"
".bar{fill:var(--blue)}.bar.before{fill:url(#before);stroke:var(--soft);stroke-width:8}.h-before{stroke:var(--soft)}\n"
".cost{fill:var(--rose);stroke:var(--warm);stroke-width:10}.whisker{stroke:var(--ink);stroke-width:14;fill:none}\n"
".defs{position:absolute;width:0;height:0}\n"
".hide{position:absolute;width:1px;height:1px;margin:-1px;padding:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap}\n"
"footer{border-top:1px solid var(--line);margin-top:2rem;padding-top:.8rem;font-size:.88rem}footer p{margin:0 0 .2rem}\n"
"@page{size:A4;margin:14mm 15mm 15mm}\n"
"@media print{:root{color-scheme:light;" LIGHT "}\n"
"body{max-width:none;padding:0;font-size:10pt;line-height:1.4}h1{font-size:20pt}h2{font-size:13pt}\n"
"section{margin-top:1.2rem;padding-top:.8rem}h2,h3,caption,figcaption{break-after:avoid}tr{break-inside:avoid}\n"
"thead{display:table-header-group}.page{break-before:page;border-top:0}.columns{columns:2}.scroll{overflow:visible}"
"svg.chart{min-width:0}details:not([open]){display:none}\n"
".warnings,.keys,.legend{break-inside:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n"
"@media (max-width:40rem){body{padding:1.25rem 1rem 2rem}h1{font-size:1.6rem}.columns{columns:1}}\n";
/* clang-format on */
