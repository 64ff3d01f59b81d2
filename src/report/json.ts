import type { Reporter } from "./types.js";

/** The report as data: the contract other tools build on. */
export const json: Reporter = ({ report }) => `${JSON.stringify(report, null, 2)}\n`;
