/** A digest for the eye: its first twelve characters (a leading `sha256:` is dropped); pages keep the whole in the title. */
export function shortDigest(digest: string): string {
  return digest.replace(/^[a-z0-9]+:/, "").slice(0, 12);
}
