import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { type OutputFile, writeOutput } from "../../formats/output-file.ts";
import { InputError } from "../../seismicity/input-error.ts";

/** What a command answers, and what is to stand in its files. */
export interface FilesMade<Result> {
  readonly result: Result;
  readonly texts: Readonly<Record<string, string | Uint8Array | null>>;
}

/**
 * Does `work` and writes what it makes under the given names, each whole or not at all. Whether the files may be written is looked at
 * first; when anything is thrown, nothing was written.
 *
 * @param work gets the files under their names, to write a long one in parts; `null` in its place among the texts says that it did
 * @param inputs files that must not be written over, whatever `force` says
 * @param outputs names of files by what they hold
 * @throws InputError when a file is there and `force` is not set, two are the same, or one is an input
 */
export async function writeFiles<Result>(
  inputs: readonly string[], outputs: Readonly<Record<string, string | undefined>>, force: boolean,
  work: (files: Readonly<Record<string, OutputFile>>) => Promise<FilesMade<Result>>,
): Promise<Result> {
  const named = Object.entries(outputs).flatMap(([what, path]): [string, string][] => (path === undefined ? [] : [[what, path]]));
  const taken = new Set(inputs.map(trueName));
  for (const [what, path] of named) {
    if (taken.has(trueName(path))) throw new InputError("the name stands for another file of this command", { file: path, field: what, expected: "a name of its own" });
    taken.add(trueName(path));
  }
  const files: Record<string, OutputFile> = {};
  const next = async (place: number): Promise<FilesMade<Result>> => {
    if (place === named.length) return work(files);
    const [what, path] = named[place]!;
    return writeOutput(path, force, async (file) => {
      files[what] = file;
      const done = await next(place + 1);
      const text = done.texts[what]!;
      if (text !== null) file.write(text);
      return done;
    });
  };
  return (await next(0)).result;
}

function trueName(path: string): string {
  return existsSync(path) ? realpathSync(path) : resolve(path);
}
