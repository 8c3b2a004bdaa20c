import { formatPath, type Path } from '../values/path.ts';

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  /** Null: about the resource as a whole. */
  readonly path: Path | null;
}

/** Collects what to tell the user. Expected failures go here; exceptions are for bugs. */
export class Diagnostics {
  readonly #items: Diagnostic[] = [];

  /** @param path the attribute at fault, or null when none is */
  error(path: Path | null, summary: string, detail: string): void {
    this.#add('error', path, summary, detail);
  }

  /** @param path the attribute it is about, or null when none is */
  warning(path: Path | null, summary: string, detail: string): void {
    this.#add('warning', path, summary, detail);
  }

  hasErrors(): boolean {
    return this.#items.some((item) => item.severity === 'error');
  }

  get items(): readonly Diagnostic[] {
    return this.#items;
  }

  #add(severity: Diagnostic['severity'], path: Path | null, summary: string, detail: string): void {
    // Core points at the block's first line when the path leads into a nested attribute: say where in words too.
    const nested = path !== null && path.length > 1;
    const where = nested ? formatPath(path) : '';
    const text = nested && !detail.includes(where) && !summary.includes(where) ? `At ${where}: ${detail}` : detail;
    this.#items.push({ severity, summary, detail: text, path });
  }
}
