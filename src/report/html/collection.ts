import type { Index, Model } from "../../catalog/types.js";
import { showKeys } from "../../planner/index.js";
import type { Finding, QueryView } from "../../verdict/index.js";
import { count } from "../count.js";
import { matrixOf, type Fit } from "../matrix.js";
import { serviceOf, type Overview } from "../overview.js";
import { isMultikey, showOptions } from "../indexes.js";
import { showPlace, showQuery } from "../shape.js";
import { html, type Markup } from "./markup.js";

interface Frame {
  readonly anchor: string;
  readonly open: boolean;
}

/** One collection: its indexes, the queries against them, and what was found. */
export function collectionSection(
  overview: Overview,
  findings: readonly Finding[],
  { anchor, open }: Frame,
): Markup {
  const { collection, models, indexes, queries, unserved } = overview;
  const names = models.map((model) => model.name);
  const title = names.join(", ") || collection.name || "(unnamed collection)";
  const files = [
    ...models.map((model) => model.schemaAt ?? model.at),
    ...queries.map(({ query }) => query.at),
  ].map((at) => at?.file ?? "");
  const paths = indexes.flatMap(({ index }) => [showKeys(index.keys), index.name]);
  const text = [title, collection.name ?? "", ...new Set(files), ...paths].join(" ").toLowerCase();
  const levels = new Set(findings.map((finding) => finding.level));
  const rules = new Set(findings.map((finding) => finding.rule));
  const bad = (n: number, word: string): Markup | null =>
    n > 0 ? html`<span class="badge bad">${n} ${word}</span>` : null;
  return html`<details
    class="collection"
    id="${anchor}"
    ${open ? html` open` : null}
    data-models="${names.join("\n")}"
    data-rules="${[...rules].join(" ")}"
    data-levels="${[...levels].join(" ")}"
    data-text="${text}"
  >
    <summary>
      <strong>${title}</strong> <span class="dim">${collection.name ?? "collection not known"}</span>
      <span class="badge">${count(indexes.length, "index", "indexes")}</span>
      <span class="badge">${count(queries.length, "query", "queries")}</span>
      ${bad(unserved.length, "without an index")}
      ${bad(findings.length, findings.length === 1 ? "finding" : "findings")}
    </summary>
    <div class="inside">
      ${indexTable(overview)}
      ${queries.length > 0 ? matrix(overview) : html`<p class="dim">No query was read.</p>`}
    </div>
  </details>`;
}

/** Indexes are named by letters in the matrix: A … Z, then A1, B1 … */
const letter = (n: number): string =>
  String.fromCharCode(65 + (n % 26)) + (n < 26 ? "" : String(Math.floor(n / 26)));

function indexTable({ indexes, models }: Overview): Markup {
  const kept = indexes.length;
  const multikey = indexes.filter(({ index }) => isMultikey(index, models)).length;
  const rows = indexes.map(({ index, queries }, n) => indexRow(index, queries.length, letter(n), models));
  return html`<h3>Indexes</h3>
    <p class="legend">
      ${kept} to keep up on every
      write${multikey > 0 ? `; ${multikey} multikey, with an entry for each array element` : ""}.
    </p>
    <table>
      <thead>
        <tr>
          <th scope="col">Index</th>
          <th scope="col">Keys</th>
          <th scope="col">Options</th>
          <th scope="col">Declared</th>
          <th scope="col">Queries served</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

function indexRow(index: Index, queries: number, name: string, models: readonly Model[]): Markup {
  const options = [...showOptions(index), ...(isMultikey(index, models) ? ["multikey"] : [])];
  return html`<tr>
    <th scope="row">${name}</th>
    <td><code>${showKeys(index.keys)}</code></td>
    <td>${options.join(", ")}</td>
    <td>${index.at ? html`<code>${showPlace(index.at)}</code>` : index.via}</td>
    <td>${queries}</td>
  </tr>`;
}

const signs: { readonly [fit in Fit]: readonly [sign: string, words: string] } = {
  full: ["●", "serves fully"],
  part: ["◐", "serves partly: some of the filter is tested on fetched documents"],
  memory: ["⇅", "serves the filter, sorts in memory"],
  order: ["≡", "gives the order only, by reading the whole index"],
  none: ["–", "does not serve"],
};

function matrix({ indexes, queries, models }: Overview): Markup {
  const fits = matrixOf(
    queries.map(({ query }) => query),
    indexes.map(({ index }) => index),
    models,
  );
  const head = indexes.map(
    ({ index }, n) => html`<th scope="col" class="fit" title="${showKeys(index.keys)}">${letter(n)}</th>`,
  );
  const legend = Object.values(signs).map(([sign, words]) => `${sign} ${words}`);
  return html`<h3>Queries against indexes</h3>
    <table class="matrix">
      <thead>
        <tr>
          <th scope="col">Query</th>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${queries.map((view, n) => queryRow(view, indexes, fits[n] ?? []))}
      </tbody>
    </table>
    <p class="legend">${legend.join(" · ")}. The chosen index is set off.</p>`;
}

function queryRow(view: QueryView, indexes: Overview["indexes"], fits: readonly Fit[]): Markup {
  const { query } = view;
  const scanned = serviceOf(view) === "none";
  const side = [
    showPlace(query.at),
    ...(query.in ? [query.in] : []),
    ...(scanned ? ["no index serves it"] : []),
  ];
  const cells = fits.map((fit, n) => fitCell(fit, indexes[n]?.queries.includes(view) ?? false));
  return html`<tr class="${scanned ? "scan" : ""}">
    <th scope="row"><code>${showQuery(query)}</code><br /><span class="dim">${side.join(" · ")}</span></th>
    ${cells}
  </tr>`;
}

function fitCell(fit: Fit, isChosen: boolean): Markup {
  const [sign, words] = signs[fit];
  const text = isChosen ? `${words}, chosen` : words;
  const kind = `fit ${fit}${isChosen ? " chosen" : ""}`;
  return html`<td class="${kind}" title="${text}">${sign}<span class="unseen">${text}</span></td>`;
}
