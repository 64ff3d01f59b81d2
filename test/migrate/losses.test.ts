import { expect, test } from "vitest";
import { databaseCatalog, type ListedIndex } from "../../src/catalog/database.js";
import type { Catalog } from "../../src/catalog/types.js";
import { lossesOf } from "../../src/migrate/losses.js";
import { migrationFor } from "../../src/migrate/steps.js";

const users = (...indexes: ListedIndex[]): Catalog => databaseCatalog({ users: indexes });
const losses = (wanted: Catalog, actual: Catalog): string[] =>
  lossesOf(migrationFor(wanted, actual), wanted, actual).map(
    ({ dropped, kept }) => `${dropped.name} ${kept.name}`,
  );

const email: ListedIndex = { key: { email: 1 }, name: "email_1" };
const emailCity: ListedIndex = { key: { email: 1, city: 1 }, name: "email_1_city_1" };

test("tells a longer index that goes while its prefix stays (I5)", () => {
  expect(losses(users(email), users(email, emailCity))).toEqual(["email_1_city_1 email_1"]);
  expect(losses(users(email), users(emailCity))).toEqual(["email_1_city_1 email_1"]);
});
test("is silent when nothing that stays is its prefix, or does more than it", () => {
  expect(losses(users(emailCity), users(email, emailCity))).toEqual([]);
  expect(losses(users({ ...email, unique: true }), users(emailCity))).toEqual([]);
  expect(losses(users(), users(emailCity))).toEqual([]);
});
