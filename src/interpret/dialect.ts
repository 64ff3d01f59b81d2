import type { Type } from "../syntax/tree.js";
import type { Span } from "./happenings.js";
import type { Machine, ModuleState, Site } from "./machine.js";
import type { ClassV, TypeIn, Unk, Value } from "./values.js";

/** What a library's names mean to the interpreter. All hooks answer undefined for "not mine". */
export interface Dialect {
  readonly name: string;
  /** The exports of a package: `*` is the namespace; also what `require` gives. */
  external?(m: Machine, pkg: string, name: string): Value | undefined;
  /** The value that an annotation of a package's type stands for: `Model<User>`, `Db`. */
  annotation?(m: Machine, pkg: string, name: string, args: readonly Type[], where: TypeIn): Value | undefined;
  /** An interface or class that extends such a type: `interface IUserModel extends Model<IUser>`. `key` names its declaration. */
  interfaceOf?(
    m: Machine,
    pkg: string,
    name: string,
    args: readonly Type[],
    where: TypeIn,
    key: string,
  ): Value | undefined;
  /** A member of something unknown: `x.models`, `this.userModel`. */
  member?(m: Machine, unk: Unk, key: string, at: Span | null): Value | undefined;
  /** A call on something unknown: `x.collection("users")`. */
  call?(m: Machine, unk: Unk, site: Site): Value | undefined;
  /** After a class was declared: decorators that register something. */
  classDeclared?(m: Machine, cls: ClassV, mod: ModuleState): void;
  /** Runs what a class's decorators do to it, once: asked when something is read that only they can have set. */
  decorate?(m: Machine, cls: ClassV): void;
  /** After a module's top level ran. */
  moduleDone?(m: Machine, mod: ModuleState): void;
  /** At the end: facts known only now. */
  finish?(m: Machine): void;
}
