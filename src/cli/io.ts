/** A place to write text; a terminal may be behind it. */
export interface Writer {
  write(text: string): void;
  readonly isTTY: boolean;
}

/** The memory of the process. */
export interface Memory {
  /** Bytes. */
  heap(): number;
  /** From now on, collects garbage when there is about an eighth of what is alive, not as much again and more. */
  spare(): void;
}

/** All a command knows of the world it runs in. */
export interface Io {
  readonly stdout: Writer;
  readonly stderr: Writer;
  readonly cwd: string;
  readonly env: { readonly [name: string]: string | undefined };
  /** Not said: it is left as it is. */
  readonly memory?: Memory;
  /** Milliseconds, from any start. */
  now(): number;
  /** Milliseconds since 1970. */
  date(): number;
}

/** May this writer's text hold colours? NO_COLOR and FORCE_COLOR have the last word. */
export function wantsColour(writer: Writer, env: Io["env"]): boolean {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return writer.isTTY && env["TERM"] !== "dumb";
}
