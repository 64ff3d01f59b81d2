import { randomUUID } from "node:crypto";
import type { Module } from "../../syntax/tree.js";
import { openPack, packed, type Pack } from "./pack.js";
import { fromJson, type Store } from "./store.js";

/** Read modules by the hashes of their texts. */
export interface ModuleStore {
  get(hash: string, file: string): Module | null;
  keep(hash: string, module: Module): void;
  /** Writes what is new. When there are many packs they become one, of the living only. */
  save(living: ReadonlySet<string>): void;
}

const prefix = "modules-";
const most = 6;

const language = /\.[cm]?([jt]sx?)$/;
/** One text is read differently in different languages. */
const keyOf = (hash: string, file: string): string => `${hash}.${language.exec(file)?.[1] ?? ""}`;
const hashOf = (key: string): string => key.slice(0, key.lastIndexOf("."));

/** Opens the modules of a store; packs are looked into when the first module is asked for. */
export function openModules(store: Store): ModuleStore {
  const fresh = new Map<string, Module>();
  let opened: Map<string, Pack> | null = null;
  let homes = new Map<string, Pack>();

  const packs = (): Map<string, Pack> => {
    if (opened) return opened;
    const found = store.names(prefix).flatMap((name): [string, Pack][] => {
      const pack = openPack(store.path(name));
      if (pack === null) store.remove(name);
      return pack ? [[name, pack]] : [];
    });
    homes = new Map(found.flatMap(([, pack]) => pack.keys.map((key) => [key, pack])));
    return (opened = new Map(found));
  };
  function* texts(): Generator<[string, string]> {
    for (const [key, module] of fresh) yield [key, JSON.stringify(module)];
  }
  /** The fresh ones and those of all packs. */
  function* merged(living: ReadonlySet<string>): Generator<[string, string | Buffer]> {
    yield* texts();
    for (const [key, pack] of homes) {
      const bytes = living.has(hashOf(key)) && !fresh.has(key) ? pack.get(key) : null;
      if (bytes) yield [key, bytes];
    }
  }
  return {
    get(hash, file) {
      const bytes = packs() && homes.get(keyOf(hash, file))?.get(keyOf(hash, file));
      const module = bytes ? (fromJson(bytes.toString()) as Module | null) : null;
      return module === null || module.file === file ? module : { ...module, file };
    },
    keep: (hash, module) => void fresh.set(keyOf(hash, module.file), module),
    save(living) {
      if (fresh.size === 0) return;
      const old = packs().size >= most ? [...packs().keys()] : [];
      store.writePieces(prefix + randomUUID(), packed(old.length > 0 ? merged(living) : texts()));
      for (const name of old) store.remove(name);
      fresh.clear();
      for (const pack of packs().values()) pack.close();
      opened = null;
    },
  };
}
