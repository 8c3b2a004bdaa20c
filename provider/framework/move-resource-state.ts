import { Diagnostics } from './diagnostics.ts';

/** No resource takes over state of another type (`moved` blocks across types): say so. */
export function moveResourceState(input: {
  readonly sourceTypeName: string;
  readonly targetTypeName: string;
}): Diagnostics {
  const diagnostics = new Diagnostics();
  diagnostics.error(
    null,
    'Move not supported',
    `A ${input.sourceTypeName} cannot become a ${input.targetTypeName}. Remove the "moved" block; use "removed" and "import" instead.`,
  );
  return diagnostics;
}
