/** The last part of a path: pages do not say where a file lies on the machine that read it. */
export function fileName(path: string): string {
  return path.replaceAll("\\", "/").split("/").at(-1)!;
}
