import { createHash } from "node:crypto";
import type { Finding } from "../verdict/index.js";

/** A finding's identity for tools that compare runs: as stable as its id, which holds no line. */
export const fingerprint = (finding: Finding): string =>
  createHash("sha256").update(finding.id).digest("hex");
