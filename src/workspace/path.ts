/** Directory of a relative path; "" for what lies in the root. */
export function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
