import type { Gap } from "../../catalog/types.js";
import type { Finding, Report } from "../../verdict/index.js";
import { expectedLines } from "../expected.js";
import { overviews } from "../overview.js";
import { showPlace } from "../shape.js";
import { totals } from "../totals.js";
import type { Reporter, Subject } from "../types.js";
import { collectionSection } from "./collection.js";
import { html as markup, verbatim, type Markup } from "./markup.js";
import { script } from "./script.js";
import { style } from "./style.js";

const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
const words = { error: "error", warn: "warning", info: "info" } as const;

/** The report as one HTML file that needs nothing else: no network, no second file. */
export const html: Reporter = (subject) => {
  const { report, tool } = subject;
  const collections = overviews(subject);
  const links = new Map(
    collections.flatMap(({ models }, n) =>
      models.map(({ id, name }) => [id, { name, anchor: `collection-${n}` }]),
    ),
  );
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Index report</title>
<style>${verbatim(style)}</style>
</head>
<body>
<a class="skip" href="#findings">Skip to the findings</a>
<header>
<h1>Index report</h1>
<p class="dim">${totals(report)}</p>
</header>
${controls(report, [...new Set(collections.flatMap(({ models }) => models.map((model) => model.name)))])}
<main>
<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
${report.findings.length > 0 ? report.findings.map((finding) => findingCard(finding, links)) : markup`<p>Nothing was found.</p>`}
</section>
${expectedSection(subject)}
<section aria-labelledby="collections">
<h2 id="collections">Collections</h2>
${collections.map((one, n) => {
  const ids = new Set(one.models.map((model) => model.id));
  const own = report.findings.filter(({ model }) => model !== null && ids.has(model));
  return collectionSection(one, own, { anchor: `collection-${n}`, open: collections.length <= 12 });
})}
</section>
${gapSection(report.gaps)}
</main>
<footer class="dim"><p>${tool.name} ${tool.version}</p></footer>
<script>${verbatim(script)}</script>
</body>
</html>
`;
  return page.markup;
};

function controls({ findings }: Report, models: readonly string[]): Markup {
  const rules = [...new Set(findings.map((finding) => finding.rule))].sort();
  const levels = (["error", "warn", "info"] as const).filter((level) =>
    findings.some((each) => each.level === level),
  );
  const option = (value: string, text = value): Markup => markup`<option value="${value}">${text}</option>`;
  return markup`<form class="controls" role="search" onsubmit="return false">
<label>Search <input id="search" type="search" placeholder="path, file, index …" aria-keyshortcuts="/"></label>
<label>Model <select id="model"><option value="">all</option>${[...models].sort().map((name) => option(name))}</select></label>
<label>Rule <select id="rule"><option value="">all</option>${rules.map((name) => option(name))}</select></label>
<label>Severity <select id="level"><option value="">all</option>${levels.map((level) => option(level, words[level]))}</select></label>
<button id="clear" type="button" aria-keyshortcuts="Escape">Clear</button>
<button id="unfold" type="button">Open or close all</button>
<button id="theme" type="button">Dark or light</button>
<output id="shown" aria-live="polite"></output>
</form>`;
}

interface Link {
  readonly name: string;
  readonly anchor: string;
}

function findingCard(finding: Finding, links: ReadonlyMap<string, Link>): Markup {
  const { level, certainty, rule, message, at, see, model } = finding;
  const link = model === null ? undefined : links.get(model);
  const name = link?.name ?? "";
  const text = [message, rule, at.file, name, ...see.map((other) => other.at.file)].join(" ").toLowerCase();
  return markup`<article class="finding" tabindex="-1" data-level="${level}" data-levels="${level}" data-rules="${rule}" data-models="${name}" data-text="${text}">
<p><span class="level ${level}">${words[level]}${certainty === "assumed" ? " (assumed)" : ""}</span> ${withCode(message)} <span class="dim">${rule}</span></p>
<p><code>${at.file}:${at.line}:${at.column}</code>${link ? markup` · <a href="#${link.anchor}">${name}</a>` : null}</p>
${see.length > 0 ? markup`<ul>${see.map((other) => markup`<li><code>${showPlace(other.at)}</code> ${withCode(other.message)}</li>`)}</ul>` : null}
</article>`;
}

/** A message with what stands in backticks as code. */
function withCode(message: string): Markup[] {
  return message.split("`").map((text, n) => (n % 2 === 1 ? markup`<code>${text}</code>` : markup`${text}`));
}

function gapSection(gaps: readonly Gap[]): Markup | null {
  if (gaps.length === 0) return null;
  const rows = gaps.map(({ at, what, why }) => {
    const text = `${at.file} ${what} ${why}`.toLowerCase();
    return markup`<tr data-text="${text}" data-models=""><td><code>${showPlace(at)}</code></td><td>${what}</td><td>${withCode(why)}</td></tr>`;
  });
  return markup`<section aria-labelledby="gaps">
<h2 id="gaps">Not read</h2>
<p class="dim">What was seen but could not be followed; nothing is claimed about it.</p>
<table><thead><tr><th scope="col">Where</th><th scope="col">What</th><th scope="col">Why</th></tr></thead><tbody>${rows}</tbody></table>
</section>`;
}

function expectedSection(subject: Subject): Markup {
  const expected = expectedLines(subject);
  if (!expected) return markup``;
  return markup`<section aria-labelledby="expectations">
<h2 id="expectations">${expected.title}</h2>
<ul>
${expected.lines.map(({ met, text }) => markup`<li>${met === null ? "?" : met ? "✓" : "✗"} ${text}</li>`)}
</ul>
</section>`;
}
