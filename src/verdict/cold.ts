const folder =
  /(^|\/)(tests?|testing|test-utils?|__(tests|mocks|fixtures)__|mocks?|specs?|e2e|cypress|playwright|scripts?|seeds?|seeders?|seeding|migrations?|migrate|benchmarks?)\//i;
const name =
  /[._-](tests?|spec|integ|e2e|mocks?|seed|seeder|bench|migration)([._-][\w-]+)*\.[cm]?[jt]sx?$|(^|\/)(seed|seeder|migrate)\.[cm]?[jt]sx?$/i;

/** `updates/3.0.1.js`: what brings the data up to that release. */
const release = /(^|\/)v?\d+\.\d+\.\d+\.[cm]?[jt]s$/;

/** Is this, going by its path, a test, script, seed, mock or migration: code whose queries run seldom? */
export const isCold = (file: string): boolean => [folder, name, release].some((cold) => cold.test(file));
