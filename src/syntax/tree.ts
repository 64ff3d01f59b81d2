/**
 * The program tree: what the interpreter runs. Small, serialisable, offsets only (UTF-16, BOM excluded as ESLint does).
 * `k` names the kind. `s`/`e` are start and end offsets where a place may be needed.
 */
export interface Module {
  readonly file: string;
  readonly body: readonly Stmt[];
  /** Start offset of each line. */
  readonly lines: readonly number[];
  /** Every static specifier: import, export from, require("…"), import("…"). */
  readonly specifiers: readonly string[];
  /** Every call of an operation name (M71), by the place of the name. */
  readonly calls: readonly { readonly n: string; readonly s: number; readonly e: number }[];
  /** Has import/export syntax. */
  readonly esm: boolean;
  /** Comments that speak of expiry. */
  readonly comments: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  /** Offsets of syntax errors, if any: first message and place. */
  readonly error?: { readonly message: string; readonly start: number };
}

export interface Prop {
  readonly k: "prop" | "get" | "set";
  readonly key: Key;
  readonly v: Expr;
  readonly s: number;
  readonly e: number;
}
export interface Spread {
  readonly k: "spread";
  readonly x: Expr;
}
/** A fixed name or a computed expression. */
export type Key = string | Expr;

export type Expr =
  | { readonly k: "id"; readonly n: string; readonly s: number }
  | { readonly k: "lit"; readonly v: string | number | boolean | null }
  | { readonly k: "regex"; readonly p: string; readonly f: string }
  | { readonly k: "tpl"; readonly q: readonly string[]; readonly x: readonly Expr[] }
  | { readonly k: "tagged"; readonly f: Expr; readonly x: readonly Expr[] }
  | { readonly k: "obj"; readonly p: readonly (Prop | Spread)[]; readonly s: number; readonly e: number }
  | {
      readonly k: "arr";
      readonly x: readonly (Expr | Spread | null)[];
      readonly s: number;
      readonly e: number;
    }
  /** `o.n`; `s`–`e` is the name. */
  | {
      readonly k: "mem";
      readonly o: Expr;
      readonly n: string;
      readonly s: number;
      readonly e: number;
      readonly opt?: true;
    }
  | {
      readonly k: "idx";
      readonly o: Expr;
      readonly i: Expr;
      readonly s: number;
      readonly e: number;
      readonly opt?: true;
    }
  /** `s`–`e` is the whole call; the place of the method name is in `f`. */
  | {
      readonly k: "call";
      readonly f: Expr;
      readonly a: readonly (Expr | Spread)[];
      readonly t?: readonly Type[];
      readonly s: number;
      readonly e: number;
      readonly opt?: true;
    }
  | {
      readonly k: "new";
      readonly f: Expr;
      readonly a: readonly (Expr | Spread)[];
      readonly t?: readonly Type[];
      readonly s: number;
      readonly e: number;
    }
  | Fn
  | Cls
  | { readonly k: "un"; readonly op: string; readonly x: Expr }
  | { readonly k: "bin"; readonly op: string; readonly l: Expr; readonly r: Expr }
  | { readonly k: "log"; readonly op: "&&" | "||" | "??"; readonly l: Expr; readonly r: Expr }
  | { readonly k: "asg"; readonly op: string; readonly l: Pat; readonly r: Expr }
  | { readonly k: "upd"; readonly op: string; readonly x: Expr }
  | { readonly k: "cond"; readonly c: Expr; readonly a: Expr; readonly b: Expr }
  | { readonly k: "seq"; readonly x: readonly Expr[] }
  | { readonly k: "await"; readonly x: Expr }
  | { readonly k: "yield"; readonly x: Expr | null; readonly all?: true }
  | { readonly k: "as"; readonly x: Expr; readonly t: Type }
  | { readonly k: "this" }
  | { readonly k: "super" }
  | { readonly k: "import"; readonly x: Expr }
  /** Anything else: its children are run, its value is unknown. */
  | { readonly k: "other"; readonly x: readonly Expr[] };

/** Patterns: binding and assignment targets. `mem`/`idx` only in assignments. */
export type Pat =
  | { readonly k: "pid"; readonly n: string; readonly d?: Expr; readonly t?: Type; readonly s: number }
  | {
      readonly k: "pobj";
      readonly p: readonly { readonly key: Key; readonly v: Pat }[];
      readonly rest?: Pat;
      readonly d?: Expr;
      readonly t?: Type;
    }
  | {
      readonly k: "parr";
      readonly x: readonly (Pat | null)[];
      readonly rest?: Pat;
      readonly d?: Expr;
      readonly t?: Type;
    }
  | { readonly k: "pexp"; readonly x: Expr; readonly d?: Expr };

export interface Param {
  readonly p: Pat;
  readonly rest?: true;
  readonly optional?: true;
  readonly dec?: readonly Decorator[];
  /** A TypeScript parameter property: also `this.<name>`. */
  readonly prop?: true;
}

export interface Decorator {
  readonly x: Expr;
  readonly s: number;
  readonly e: number;
}

export interface Fn {
  readonly k: "fn";
  readonly n?: string;
  readonly params: readonly Param[];
  /** Statements, or the expression of a concise arrow; null: no body (declared, abstract, overload). */
  readonly body: readonly Stmt[] | Expr | null;
  readonly arrow?: true;
  readonly async?: true;
  readonly gen?: true;
  /** Calls of operation names inside: from–to of `Module.calls`. */
  readonly calls?: readonly [from: number, to: number];
  /** Calls something whose name could be a wrapper's of an operation. */
  readonly asks?: true;
  /** Calls something that declares. */
  readonly declares?: true;
  readonly self?: Type;
  readonly ret?: Type;
  readonly tp?: readonly string[];
  readonly s: number;
  readonly e: number;
}

export interface Member {
  readonly k: "field" | "method" | "get" | "set" | "ctor" | "static";
  readonly key: Key;
  readonly static?: true;
  readonly v: Expr | null;
  readonly body?: readonly Stmt[];
  readonly t?: Type;
  readonly optional?: true;
  readonly dec?: readonly Decorator[];
  readonly s: number;
  readonly e: number;
}

export interface Cls {
  readonly k: "cls";
  readonly n?: string;
  readonly ext?: Expr;
  readonly extT?: readonly Type[];
  readonly impl?: readonly Type[];
  readonly members: readonly Member[];
  readonly dec?: readonly Decorator[];
  readonly tp?: readonly string[];
  readonly abstract?: true;
  readonly s: number;
  readonly e: number;
}

export type Stmt =
  | {
      readonly k: "var";
      readonly kind: "const" | "let" | "var";
      readonly d: readonly { readonly p: Pat; readonly i?: Expr }[];
    }
  | { readonly k: "exp"; readonly x: Expr }
  | { readonly k: "ret"; readonly x?: Expr }
  | { readonly k: "throw"; readonly x: Expr }
  | { readonly k: "if"; readonly c: Expr; readonly a: Stmt; readonly b?: Stmt }
  | { readonly k: "block"; readonly b: readonly Stmt[] }
  | { readonly k: "for"; readonly i?: Stmt; readonly c?: Expr; readonly u?: Expr; readonly b: Stmt }
  | {
      readonly k: "forof" | "forin";
      readonly p: Pat;
      readonly x: Expr;
      readonly b: Stmt;
      readonly decl: boolean;
    }
  | { readonly k: "while"; readonly c: Expr; readonly b: Stmt; readonly post?: true }
  | {
      readonly k: "switch";
      readonly x: Expr;
      readonly cases: readonly { readonly c?: Expr; readonly b: readonly Stmt[] }[];
    }
  | {
      readonly k: "try";
      readonly b: readonly Stmt[];
      readonly p?: Pat;
      readonly c?: readonly Stmt[];
      readonly f?: readonly Stmt[];
    }
  | { readonly k: "break" | "continue"; readonly l?: string }
  | { readonly k: "label"; readonly n: string; readonly b: Stmt }
  | { readonly k: "fnd"; readonly n: string; readonly f: Fn }
  | { readonly k: "clsd"; readonly n: string; readonly c: Cls }
  | {
      readonly k: "enum";
      readonly n: string;
      readonly m: readonly { readonly n: string; readonly v?: Expr }[];
    }
  | {
      readonly k: "iface";
      readonly n: string;
      readonly ext: readonly Type[];
      readonly m: readonly TypeMember[];
      readonly tp?: readonly string[];
    }
  | { readonly k: "alias"; readonly n: string; readonly t: Type; readonly tp?: readonly string[] }
  | { readonly k: "ns"; readonly n: string; readonly b: readonly Stmt[] }
  | {
      readonly k: "import";
      readonly from: string;
      /** `*` = the namespace, `default` = the default export. */
      readonly names: readonly { readonly name: string; readonly as: string }[];
      readonly type?: true;
    }
  /** `export {a as b}`, `export {a as b} from "x"`, `export * from "x"` (name `*`, as null), `export * as n from "x"`. */
  | {
      readonly k: "export";
      readonly from?: string;
      readonly names: readonly { readonly name: string; readonly as: string | null }[];
    }
  | { readonly k: "exportDefault"; readonly x: Expr }
  /** `export =` */
  | { readonly k: "exportAssign"; readonly x: Expr };

/** `[]` names what an index signature or a mapped type says of every key. */
export interface TypeMember {
  readonly n: string;
  readonly t: Type;
  readonly optional?: true;
  readonly method?: true;
}

export type Type =
  | { readonly k: "tref"; readonly n: string; readonly a?: readonly Type[] }
  | { readonly k: "tunion" | "tinter"; readonly of: readonly Type[] }
  | { readonly k: "tarr"; readonly of: Type }
  | { readonly k: "tlit"; readonly v: string | number | boolean | null }
  | { readonly k: "tobj"; readonly m: readonly TypeMember[] }
  /** string, number, boolean, any, unknown, void, null, undefined, object, never, bigint, symbol */
  | { readonly k: "tkw"; readonly n: string }
  | { readonly k: "tfn"; readonly ret: Type }
  | { readonly k: "ttypeof"; readonly n: string }
  | { readonly k: "tidx"; readonly o: Type; readonly i: Type }
  | { readonly k: "tother" };
