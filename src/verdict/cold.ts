const folder =
  /(^|\/)(tests?|testing|test-utils?|__(tests|mocks|fixtures)__|mocks?|specs?|e2e|cypress|playwright|scripts?|seeds?|seeders?|seeding|(?:[\w-]+-)?(?:migrations?|migrate)|benchmarks?)\//i;
const name =
  /[._-](tests?|spec|integ|e2e|mocks?|seed|seeder|bench|migration)([._-][\w-]+)*\.[cm]?[jt]sx?$|(^|\/)(seed|seeder|migrate)\.[cm]?[jt]sx?$/i;

/** What a command line runs by its name. */
const command = /(^|\/)cli\/([\w-]+\/)*commands?\/[^/]+$/i;

/** `updates/3.0.1.js`: what brings the data up to that release. */
const release = /(^|\/)v?\d+\.\d+\.\d+\.[cm]?[jt]s$/;

/** Is this, going by its path, a test, script, seed, mock or migration: code whose queries run seldom? */
export const isCold = (file: string): boolean =>
  [folder, name, command, release].some((cold) => cold.test(file));

const ofCommands = /(^|\/)(commands?|bin|cli)\//i;
/** A program that reads its arguments, or ends itself. */
const endsItself = /\bprocess\.(exit\(|exitCode\b|argv\b)/;

const playground = /\.mongodb\.js$/i;
/** The shell's `use("database")`. */
const usesDatabase = /^use\(/m;

/** Is this, going by its text, a program that somebody runs now and then: an executable, a command that ends itself, a playground? */
export const isOneOff = (file: string, text: string): boolean =>
  text.startsWith("#!") ||
  (ofCommands.test(file) && endsItself.test(text)) ||
  (playground.test(file) && usesDatabase.test(text));

/** Tells cold files by their paths and, where these say nothing, by their texts. */
export function coldBy(textOf: (file: string) => string | null): (file: string) => boolean {
  const known = new Map<string, boolean>();
  return (file) => {
    const told = known.get(file);
    if (told !== undefined) return told;
    const cold = isCold(file) || isOneOff(file, textOf(file) ?? "");
    known.set(file, cold);
    return cold;
  };
}
