import { styleText } from 'node:util';

export type Paint = (text: string) => string;

/** Colours by meaning; every one of them leaves the text alone where colour is off. */
export interface Style {
  readonly enabled: boolean;
  readonly heading: Paint;
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly warning: Paint;
  readonly bad: Paint;
}

export function makeStyle(enabled: boolean): Style {
  const paint =
    (format: Parameters<typeof styleText>[0]): Paint =>
    (text) =>
      enabled && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  return {
    enabled,
    heading: paint('dim'),
    strong: paint('bold'),
    faint: paint('dim'),
    good: paint('green'),
    warning: paint('yellow'),
    bad: paint('red'),
  };
}

/** https://no-color.org: any value but the empty one turns colour off. */
export function wantsColor(
  isTty: boolean,
  env: Readonly<Record<string, string | undefined>>,
  allowed: boolean,
): boolean {
  return allowed && isTty && !env.NO_COLOR && env.TERM !== 'dumb';
}
