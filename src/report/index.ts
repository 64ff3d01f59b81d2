import type { Format } from "./formats.js";
import { github } from "./github.js";
import { gitlab } from "./gitlab.js";
import { html } from "./html/page.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { sarif } from "./sarif.js";
import { stylish } from "./stylish/page.js";
import type { Reporter } from "./types.js";

/** Every reporter by the name of its format. */
export const reporters: { readonly [format in Format]: Reporter } = {
  stylish,
  json,
  sarif,
  github,
  gitlab,
  junit,
  markdown,
  html,
};
