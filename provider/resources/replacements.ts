/**
 * What this process knows about resources that are planned to be destroyed and made anew.
 *
 * Terraform plans the second half of a replacement as a plain create, while the old slice still stands in the way.
 * That such a create does not fit today is then no error: the old slice goes first. Nothing in the protocol ties the two
 * calls together, so they are tied by what they are about.
 */
export class Replacements {
  readonly #planned = new Set<string>();
  readonly #seen = new Set<string>();

  /** A plan said that something of this sort (a medium; compositions) will be released before it is made anew. */
  planned(sort: string): void {
    this.#planned.add(sort);
  }

  /** Exactly this exists: if the very same is planned as a create, `-replace` or a taint asked for it. */
  seen(signature: string): void {
    this.#seen.add(signature);
  }

  /** Whether the very same exists, and so will be released first if it is planned as a create. */
  isAnew(signature: string): boolean {
    return this.#seen.has(signature);
  }

  /** Whether a create may be the second half of a replacement that frees room first. */
  mayFree(sort: string, signature: string): boolean {
    return this.#planned.has(sort) || this.isAnew(signature);
  }
}
