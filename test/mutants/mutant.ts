/** A bug to seed into the sources of the policy module. */
export interface Mutant {
  readonly name: string;
  /** In policy-assembly/assembly. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** What is wrong then. */
  readonly breaks: string;
  /** The line counts only in the SIMD build. */
  readonly simd?: true;
}

/** Puts the bug into the text of its file. Throws unless `find` stands there exactly once. */
export function seeded(text: string, { name, file, find, replace }: Mutant): string {
  const [before, after, ...more] = text.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    const times = text.split(find).length - 1;
    throw new Error(
      `seeded bug "${name}": its text stands ${times} times in ${file}, it must stand there once; write it anew: ${find}`,
    );
  }
  return `${before}${replace}${after}`;
}
