// A monorepo of n source files: a believable share of models, of services that query them, of their callers, of code
// that only looks like queries, and of files that have nothing to do with MongoDB. The same n gives the same bytes.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generator } from "./random.mjs";

const perPackage = 200;
const nouns = [
  "Account",
  "Invoice",
  "Parcel",
  "Ticket",
  "Review",
  "Booking",
  "Lesson",
  "Sensor",
  "Recipe",
  "Vehicle",
];
const kinds = ["String", "Number", "Date", "Boolean", "Schema.Types.ObjectId"];
const fields = [
  "tenant",
  "owner",
  "status",
  "kind",
  "createdAt",
  "dueAt",
  "priority",
  "region",
  "score",
  "slug",
  "email",
  "tags",
];
const lower = (name) => name[0].toLowerCase() + name.slice(1);

function model({ some, one, below, chance }, name) {
  const own = some(fields, 5 + below(6));
  const lines = own.map((field) => {
    const extra = [
      chance(0.15) && "index: true",
      chance(0.06) && "unique: true",
      chance(0.3) && "required: true",
    ];
    return `    ${field}: { type: ${one(kinds)}${["", ...extra.filter(Boolean)].join(", ")} },`;
  });
  const indexes = Array.from({ length: below(4) }, () => {
    const keys = some(own, 1 + below(3)).map((field) => `${field}: ${chance(0.8) ? 1 : -1}`);
    return `schema.index({ ${keys.join(", ")} }${chance(0.1) ? ", { expireAfterSeconds: 3600 }" : ""});`;
  });
  return `import { Schema, model } from "mongoose";

export interface ${name} {
${own.map((field) => `  ${field}?: unknown;`).join("\n")}
}

const schema = new Schema<${name}>(
  {
${lines.join("\n")}
  },
  { timestamps: ${chance(0.5)} },
);
${indexes.join("\n")}

export const ${name}Model = model<${name}>("${name}", schema);
`;
}

const base = `import type { FilterQuery, Model } from "mongoose";

export class BaseRepository<T> {
  constructor(protected readonly model: Model<T>) {}

  async findOne(filter: FilterQuery<T>) {
    return this.model.findOne(filter).lean();
  }

  async list(filter: FilterQuery<T>, options: { limit?: number; sort?: Record<string, 1 | -1> } = {}) {
    const query = this.model.find(filter);
    if (options.sort) query.sort(options.sort);
    return query.limit(options.limit ?? 50).lean();
  }

  async updateMany(filter: FilterQuery<T>, change: object) {
    return this.model.updateMany(filter, { $set: change });
  }
}
`;

function service({ some, one, below, chance }, name, of, from, shared) {
  const wraps = chance(0.5);
  const call = wraps ? "this" : `${of}Model`;
  const methods = Array.from({ length: 3 + below(6) }, (_, at) => {
    const [first, second, third] = some(fields, 3);
    const optional = chance(0.4) ? `\n    if (options.${third}) filter.${third} = options.${third};` : "";
    const read = wraps
      ? `this.list(filter, { sort: { ${second}: -1 }, limit: options.limit })`
      : `${of}Model.find(filter).sort({ ${second}: -1 }).limit(options.limit)`;
    return one([
      `  async by${at}(${first}: string, options: Record<string, any> = {}) {
    const filter: Record<string, unknown> = { ${first}, ${second}: { $in: ["open", "held"] } };${optional}
    return ${read};
  }`,
      `  async touch${at}(${first}: string) {
    const found = await ${call}.findOne({ ${first} });
    if (!found) throw new Error("there is none");
    await ${call}.updateMany({ ${first}, ${second}: { $lt: new Date() } }, { ${third}: 1 });
    return found;
  }`,
      `  async count${at}(options: { ${first}?: string }) {
    return ${of}Model.countDocuments({ ...(options.${first} && { ${first}: options.${first} }), ${second}: true });
  }`,
    ]);
  });
  return `import { ${of}Model${wraps ? `, type ${of}` : ""} } from "${from}";
${wraps ? `import { BaseRepository } from "${shared}";\n` : ""}
export class ${name} ${wraps ? `extends BaseRepository<${of}> ` : ""}{
${wraps ? `  constructor() {\n    super(${of}Model);\n  }\n\n` : ""}${methods.join("\n\n")}
}

export const ${lower(name)} = new ${name}();
`;
}

const caller = ({ below, one, some }, name, services) => `${services
  .map((each) => `import { ${lower(each.name)} } from "${each.from}";`)
  .join("\n")}

export function ${name}(router: any) {
${Array.from({ length: 2 + below(5) }, (_, at) => {
  const [field] = some(fields, 1);
  return `  router.get("/${lower(name)}/${at}", async (request: any, response: any) => {
    const rows = await ${lower(one(services).name)}.by${below(3)}(request.params.${field}, { limit: 20, ...request.query });
    response.json(rows.map((row: any) => ({ id: row._id, ${field}: row.${field} })));
  });`;
}).join("\n")}
}
`;

const lookalike = (
  { below, one },
  name,
) => `const cache = new Map<string, { id: string; ${one(fields)}: number }>();

${Array.from(
  { length: 3 + below(6) },
  (
    _,
    at,
  ) => `export function ${lower(name)}${at}(rows: { id: string; ${one(fields)}: number }[], id: string) {
  const found = rows.find((row) => row.id === id) ?? [...cache.values()].find(({ ${one(fields)} = 0 }: any) => ${one(fields)} > ${at});
  if (found) cache.delete(found.id);
  return rows.filter((row) => row.id !== id).map((row) => ({ ...row, index: rows.indexOf(row) }));
}`,
).join("\n\n")}
`;

const view = ({ below, one, chance }, name, other) => `import { useEffect, useState } from "react";
${other ? `import { ${other} } from "./${other}";\n` : ""}
interface Props {
  readonly title: string;
  readonly onChange?: (value: string) => void;
}

${Array.from(
  { length: 1 + below(4) },
  (_, at) => `/** Shows the ${one(fields)} of the ${lower(one(nouns))}. */
export function ${name}${at === 0 ? "" : at}({ title, onChange }: Props) {
  const [value, setValue] = useState("${one(fields)}");
  useEffect(() => {
    if (value.length > ${below(40)}) onChange?.(value.trim().toLowerCase());
  }, [value, onChange]);
  return (
    <section className="${one(fields)}-${one(["card", "panel", "row"])}">
      <h2>{title}</h2>
      <input value={value} onChange={(event) => setValue(event.target.value)} disabled={${chance(0.5)}} />${
        other && at === 0 ? `\n      <${other} title={value} />` : ""
      }
    </section>
  );
}`,
).join("\n\n")}
`;

/** Writes a project of `count` source files into a folder that is not there yet. */
export function generate(folder, count) {
  const random = generator(count);
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof text === "string" ? text : `${JSON.stringify(text, null, 2)}\n`);
  };
  write("package.json", { name: "generated", private: true, workspaces: ["packages/*"] });
  write("packages/base/package.json", {
    name: "@generated/base",
    main: "src/index.ts",
    dependencies: { mongoose: "^9.0.0" },
  });
  write("packages/base/src/index.ts", base);

  for (let made = 1, at = 0; made < count; at++) {
    const here = `packages/p${at}`;
    const size = Math.min(perPackage, count - made);
    made += size;
    write(`${here}/package.json`, {
      name: `@generated/p${at}`,
      dependencies: { mongoose: "^9.0.0", "@generated/base": "workspace:*" },
    });
    const share = (part) => Math.max(1, Math.round(size * part));
    const models = Array.from({ length: share(0.03) }, (_, n) => `${random.one(nouns)}${at}x${n}`);
    const services = Array.from({ length: share(0.08) }, (_, n) => `${random.one(nouns)}Service${n}`);
    const views = [];
    for (const name of models) write(`${here}/src/models/${name}.ts`, model(random, name));
    for (const name of services) {
      const of = random.one(models);
      write(
        `${here}/src/services/${name}.ts`,
        service(random, name, of, `../models/${of}`, "@generated/base"),
      );
    }
    const rest = size - models.length - services.length;
    for (let n = 0; n < rest; n++) {
      if (n < size * 0.12) {
        const used = random
          .some(services, 1 + random.below(2))
          .map((name) => ({ name, from: `../services/${name}` }));
        write(`${here}/src/routes/route${n}.ts`, caller(random, `Route${n}`, used));
      } else if (n < size * 0.22) write(`${here}/src/lists/list${n}.ts`, lookalike(random, `List${n}`));
      else {
        const other = views.length > 0 && random.chance(0.6) ? random.one(views) : null;
        write(`${here}/src/views/View${n}.tsx`, view(random, `View${n}`, other));
        views.push(`View${n}`);
      }
    }
  }
}
