/** The names of the report formats, in the order help shows them. */
export const formats = ["stylish", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"] as const;

export type Format = (typeof formats)[number];
