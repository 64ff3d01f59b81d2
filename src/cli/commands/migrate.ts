import { asAsked } from "../../catalog/server-defaults.js";
import { lossesOf } from "../../migrate/losses.js";
import { migrationFor } from "../../migrate/steps.js";
import { showKeys } from "../../planner/index.js";
import { printMigration, type Style } from "../../migrate/styles.js";
import type { Invocation } from "../args.js";
import type { Command } from "../run.js";
import { sideOf } from "../sides.js";
import { deliver } from "../write.js";

/** `analyze-indexes migrate [root]`: the migration from what there is to what the source wants. */
export const migrateCommand: Command = async (invocation, io) => {
  const { from = "migrations", to = "source", output = null } = invocation.values;
  const [root] = invocation.positionals;
  const actual = await sideOf(from, root, invocation, io);
  const wanted = await sideOf(to, root, invocation, io);
  const migration = migrationFor(asAsked(wanted.catalog), asAsked(actual.catalog));
  if (migration.up.length === 0) {
    io.stderr.write(`Nothing to migrate: ${actual.name} has what ${wanted.name} wants.\n`);
    return 0;
  }
  for (const { collection, dropped, kept } of lossesOf(
    migration,
    asAsked(wanted.catalog),
    asAsked(actual.catalog),
  ))
    io.stderr.write(
      `Note: this drops ${showKeys(dropped.keys)} of ${collection}, which ${wanted.name} does not declare, and keeps its prefix ${showKeys(kept.keys)}; declare the longer one in its place to keep it.\n`,
    );
  deliver(printMigration(migration, printingOf(invocation)), output, io);
  return 0;
};

/** A file's ending says its language; without one, what the tool itself would make. */
function printingOf({ values }: Invocation) {
  const style = (values.style ?? "plain") as Style;
  const ending = /\.([cm]?)([jt])s$/.exec(values.output ?? "");
  const typed = ending ? ending[2] === "t" : style !== "migrate-mongo" && style !== "mongosh";
  return { style, typed, commonJs: !typed && style === "migrate-mongo" && ending?.[1] !== "m" };
}
