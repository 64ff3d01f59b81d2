/** What the page does: filters as one types, keys, theme, everything open on paper. It only shows and hides. */
export const script = `
"use strict";
const all = (selector) => [...document.querySelectorAll(selector)];
const field = (id) => document.getElementById(id);
const controls = { text: field("search"), model: field("model"), rule: field("rule"), level: field("level") };
const items = all("[data-text]");

const matches = (item, { text, model, rule, level }) => {
  if (text && !text.every((word) => item.dataset.text.includes(word))) return false;
  if (model && !item.dataset.models.split("\\n").includes(model)) return false;
  if (rule && !(item.dataset.rules || "").split(" ").includes(rule)) return false;
  return !level || (item.dataset.levels || "").split(" ").includes(level);
};
const filter = () => {
  const wanted = {
    text: controls.text.value.toLowerCase().split(/\\s+/).filter(Boolean),
    model: controls.model.value, rule: controls.rule.value, level: controls.level.value,
  };
  for (const item of items) item.hidden = !matches(item, wanted);
  const count = (kind) => all(kind).filter((item) => !item.hidden).length;
  field("shown").textContent = count(".finding") + " of " + all(".finding").length + " findings, " +
    count(".collection") + " of " + all(".collection").length + " collections";
};
for (const control of Object.values(controls)) control.addEventListener("input", filter);
field("clear").addEventListener("click", () => {
  for (const control of Object.values(controls)) control.value = "";
  filter();
  controls.text.focus();
});
field("unfold").addEventListener("click", () => {
  const shown = all("details.collection").filter((item) => !item.hidden);
  const open = !shown.every((item) => item.open);
  for (const item of shown) item.open = open;
});
field("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
const step = (by) => {
  const stops = all(".finding, details.collection > summary").filter((item) => !item.closest("[hidden]"));
  const next = stops[Math.min(stops.length - 1, Math.max(0, stops.indexOf(document.activeElement) + by))];
  if (next) next.focus();
};
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "Escape") return field("clear").click();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); controls.text.focus(); }
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
});
const follow = () => {
  const target = location.hash && field(decodeURIComponent(location.hash.slice(1)));
  if (target && target.matches("details")) { target.open = true; target.scrollIntoView(); }
};
addEventListener("hashchange", follow);
let folded = [];
addEventListener("beforeprint", () => {
  folded = all("details:not([open])");
  for (const item of folded) item.open = true;
});
addEventListener("afterprint", () => { for (const item of folded) item.open = false; });
filter();
follow();
`;
