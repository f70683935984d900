import { InputError, locateErrors } from "../../seismicity/input-error.ts";
import { parseVerifierKey, SIGNATURE_TYPE, type VerifierKey } from "./signed-note.ts";

/** Which logs are believed, and how many witnesses must have seen a checkpoint (C2SP tlog-policy). */
export interface TlogPolicy {
  readonly logKeys: readonly VerifierKey[];
  readonly witnessKeys: readonly VerifierKey[];
  /** The rule in the file's own words. */
  readonly quorum: string;
  /** Whether cosignatures by these keys are a quorum. */
  isQuorum(cosigners: readonly VerifierKey[]): boolean;
}

type Rule = (cosigners: readonly VerifierKey[]) => boolean;

/** Reads a policy: lines `log VKEY`, `witness NAME VKEY`, `group NAME all|any|K MEMBER…` and one `quorum NAME`. @throws InputError naming the line. */
export function parseTlogPolicy(text: string): TlogPolicy {
  const logKeys: VerifierKey[] = [];
  const witnessKeys: VerifierKey[] = [];
  const rules = new Map<string, Rule>();
  const members = new Set<string>();
  let quorum: { readonly name: string; readonly rule: Rule } | undefined;
  const define = (name: string, rule: Rule): void => {
    if (name === "none" || rules.has(name)) throw new InputError("a name that is taken", { value: name });
    rules.set(name, rule);
  };
  const known = (name: string): Rule => {
    const rule = rules.get(name);
    if (rule === undefined) throw new InputError("not a witness or group of an earlier line", { value: name });
    return rule;
  };
  const addKey = (keys: VerifierKey[], encoded: string, type: number): VerifierKey => {
    const key = parseVerifierKey(encoded);
    if (key.type !== type) throw new InputError("a key of the wrong type", { value: encoded, expected: `type ${type}` });
    if (keys.some((other) => Buffer.compare(other.publicKey, key.publicKey) === 0)) throw new InputError("a key that is listed twice", { value: encoded });
    keys.push(key);
    return key;
  };
  const readLine = (line: string): void => {
    const [word, ...rest] = line.split(/[ \t]+/);
    const [first, second, ...others] = rest;
    if (word === "log" && (rest.length === 1 || rest.length === 2)) {
      addKey(logKeys, first!, SIGNATURE_TYPE.ed25519);
    } else if (word === "witness" && (rest.length === 2 || rest.length === 3)) {
      const key = addKey(witnessKeys, second!, SIGNATURE_TYPE.cosignature);
      define(first!, (cosigners) => cosigners.some((cosigner) => cosigner.text === key.text));
    } else if (word === "group" && others.length > 0) {
      const needed = second === "all" ? others.length : second === "any" ? 1 : /^[1-9]\d*$/.test(second!) ? Number(second) : 0;
      if (!(needed >= 1 && needed <= others.length)) throw new InputError("not a number of members", { value: second, expected: `all, any, or 1 to ${others.length}` });
      for (const member of others) {
        if (members.has(member)) throw new InputError("a member of two groups", { value: member });
        members.add(member);
      }
      const parts = others.map(known);
      define(first!, (cosigners) => parts.filter((rule) => rule(cosigners)).length >= needed);
    } else if (word === "quorum" && rest.length === 1 && quorum === undefined) {
      quorum = { name: first!, rule: first === "none" ? () => true : known(first!) };
    } else {
      throw new InputError("not a line of a policy", { value: line, expected: "log, witness, group, or one quorum" });
    }
  };
  text.split("\n").forEach((line, index) => {
    const content = line.replaceAll(/^[ \t]+|[ \t]+$/g, "");
    if (content !== "" && !content.startsWith("#")) locateErrors({ line: index + 1 }, () => readLine(content));
  });
  if (quorum === undefined) throw new InputError("a policy without a quorum", { expected: "a line such as `quorum none`" });
  return { logKeys, witnessKeys, quorum: quorum.name, isQuorum: quorum.rule };
}
