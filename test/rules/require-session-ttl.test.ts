import { describe, expect, test } from "vitest";
import rule from "../../rules/require-session-ttl.js";
import type { CatalogSpec, ModelSpec } from "../support/catalog.js";
import { assuming, judged, said } from "../support/judge.js";

const one = (name: string, model: ModelSpec, rest: Partial<CatalogSpec> = {}): CatalogSpec => ({
  models: { [name]: model },
  ...rest,
});
const expiring = { paths: { userId: "ObjectId", expiresAt: "Date" } };
const session = (model: ModelSpec = {}, rest: Partial<CatalogSpec> = {}) =>
  one("AuthSession", { ...expiring, ...model }, rest);

describe("proven", () => {
  test("a session with its own expiry date and no TTL index", () => {
    expect(judged(rule, session())).toMatchObject([
      {
        message:
          "`AuthSession` has its own expiry date, `expiresAt`, but no TTL index: nothing deletes what has expired. Add `{ expiresAt: 1 }` with `expireAfterSeconds: 0`.",
        certainty: "proven",
        at: { file: "src/models/authsession.ts", line: 4 },
      },
    ]);
  });
  test.each([
    ["Session", "expires"],
    ["RefreshToken", "expiryDate"],
    ["PasswordResetToken", "expiresAt"],
    ["PasswordReset", "resetExpires"],
    ["Otp", "otpExpiry"],
    ["VerificationCode", "expireAt"],
    ["Invitation", "inviteExpiresAt"],
    ["TeamInvite", "expiration"],
    ["MagicLink", "validUntil"],
    ["user_sessions", "expires_at"],
    ["EmailVerification", "expiresAt"],
    ["SessionModel", "expiresAt"],
    ["TokenBlacklist", "expiresAt"],
    ["OneTimeCode", "expires_on"],
  ])("%s.%s", (name, path) => expect(said(rule, one(name, { paths: { [path]: "Date" } }))).toHaveLength(1));

  test("a plain index that is named or commented as TTL, whatever the model", () => {
    const plain = [{ expiresAt: 1 }] as const;
    const commented = {
      ...expiring,
      indexes: [[...plain, {}, { comment: "// TTL index for cleanup" }]],
    } as const;
    const named = { ...expiring, indexes: [[...plain, { name: "expires_ttl" }]] } as const;
    for (const model of [commented, named])
      expect(judged(rule, one("Job", model))).toMatchObject([{ certainty: "proven", at: { line: 50 } }]);
    expect(said(rule, session(commented))).toHaveLength(1);
  });
});

describe("not proven: only a name, only a path, only a plain index, a state to keep", () => {
  test.each<[string, ModelSpec]>([
    ["Session", { paths: { userId: "ObjectId" } }],
    ["Cache", expiring],
    ["Cache", { ...expiring, indexes: [[{ expiresAt: 1 }]] }],
    ["Organization", { paths: { expiryDate: "Date" } }],
    ["Coupon", { paths: { expiresAt: "Date" } }],
    ["TokenUsage", { paths: { expiresAt: "Date" } }],
    ["Session", { paths: { providerAccessTokenExpiresAt: "Date" } }],
    ["TrainingSession", { paths: { expiresAt: "Date" } }],
    ["AuthSession", { ...expiring, complete: false }],
    ["Invitation", { paths: { status: "String", expiresAt: "Date" } }],
  ])("%s %j", (name, model) => {
    expect(said(rule, one(name, model))).toEqual([]);
    expect(judged(rule, one(name, model), assuming)).toMatchObject([{ certainty: "assumed" }]);
  });
});

describe("silent", () => {
  test("for what a test declares for itself", () =>
    expect(said(rule, session({ file: "test/session.spec.ts" }), assuming)).toEqual([]));
  test.each<[string, CatalogSpec]>([
    ["a TTL index", session({ indexes: [[{ expiresAt: 1 }, { expireAfterSeconds: 0 }]] })],
    ["a TTL index on another date", session({ indexes: [[{ createdAt: 1 }, { expireAfterSeconds: 3600 }]] })],
    ["a ticket, whose name says nothing", one("Ticket", { paths: { title: "String" } })],
    ["an expiry that is a part's", one("User", { paths: { resetPasswordExpires: "Date" } })],
    ["a capped collection", session({ options: { capped: 1024 } })],
    [
      "a migration that creates it",
      session(
        {},
        {
          operations: [
            {
              collection: "authsessions",
              keys: [["expiresAt", 1]],
              options: { expireAfterSeconds: 0 },
              migration: true,
            },
          ],
        },
      ),
    ],
    [
      "start-up code that creates some index on it",
      session({}, { operations: [{ collection: "authsessions" }] }),
    ],
    [
      "code that deletes by the path",
      session({}, { queries: [{ operation: "deleteMany", filter: { expiresAt: { op: "range" } } }] }),
    ],
    [
      "code that finds by the path and deletes",
      session(
        {},
        {
          queries: [
            { filter: { expiresAt: { op: "range" } }, in: "sweep" },
            { operation: "deleteOne", filter: { _id: 1 }, in: "sweep" },
          ],
        },
      ),
    ],
    [
      "a deletion that could not be read",
      session({}, { queries: [{ operation: "deleteMany", filter: {}, certainty: "unknown" }] }),
    ],
    [
      "an index commented as no TTL",
      one("Job", { ...expiring, indexes: [[{ userId: 1 }, {}, { comment: "// not a TTL index" }]] }),
    ],
  ])("for %s", (label, spec) => {
    expect(said(rule, spec)).toEqual([]);
    if (!label.startsWith("an index commented")) expect(said(rule, spec, assuming)).toEqual([]);
  });

  test("a query by the path is no deletion", () => {
    expect(said(rule, session({}, { queries: [{ filter: { expiresAt: { op: "range" } } }] }))).toHaveLength(
      1,
    );
  });
});
