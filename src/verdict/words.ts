/** The words of a name, lower-cased: `resetPasswordExpires`, `reset_password-expires` → reset, password, expires. */
export function words(name: string): string[] {
  const parted = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
  return parted
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
}
