import { formatPath, type Path } from './path.ts';

/** A value that does not fit its type, with the place where it went wrong. A bug in the provider or a foreign file. */
export class ValueError extends Error {
  readonly path: Path;

  constructor(path: Path, message: string) {
    const where = formatPath(path);
    super(where === '' ? message : `${where}: ${message}`);
    this.name = 'ValueError';
    this.path = path;
  }
}
