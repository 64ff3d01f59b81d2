const folder =
  /(^|\/)(tests?|testing|test-utils?|__(tests|mocks|fixtures)__|mocks?|specs?|e2e|cypress|playwright|scripts?|seeds?|seeders?|seeding|migrations?|migrate|benchmarks?)\//i;
const name =
  /[._-](tests?|spec|e2e|mocks?|seed|seeder|bench|migration)([._-][\w-]+)*\.[cm]?[jt]sx?$|(^|\/)(seed|seeder|migrate)\.[cm]?[jt]sx?$/i;

/** Is this, going by its path, a test, script, seed, mock or migration: code whose queries run seldom? */
export const isCold = (file: string): boolean => folder.test(file) || name.test(file);
