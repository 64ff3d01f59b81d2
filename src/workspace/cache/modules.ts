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
      return pack ? [[name, pack]] : [];
    });
    homes = new Map(found.flatMap(([, pack]) => pack.keys.map((key) => [key, pack])));
    return (opened = new Map(found));
  };
  const merge = (texts: Map<string, Buffer>, living: ReadonlySet<string>): void => {
    for (const [key, pack] of homes) {
      const bytes = living.has(hashOf(key)) && !texts.has(key) ? pack.get(key) : null;
      if (bytes) texts.set(key, bytes);
    }
    for (const name of packs().keys()) store.remove(name);
  };
  return {
    get(hash, file) {
      const bytes = packs() && homes.get(keyOf(hash, file))?.get(keyOf(hash, file));
      const module = bytes ? (fromJson(bytes.toString()) as Module | null) : null;
      return module === null || module.file === file ? module : { ...module, file };
    },
    keep: (hash, module) => void fresh.set(keyOf(hash, module.file), module),
    save(living) {
      if (fresh.size === 0) return;
      const texts = new Map([...fresh].map(([key, module]) => [key, Buffer.from(JSON.stringify(module))]));
      if (packs().size >= most) merge(texts, living);
      store.writeBytes(prefix + randomUUID(), packed(texts));
      fresh.clear();
      for (const pack of packs().values()) pack.close();
      opened = null;
    },
  };
}
