/** One step into a value: an object's attribute, a map's key, or a list's index. */
export type PathStep = { readonly attribute: string } | { readonly key: string } | { readonly index: number };

/** Where a value stands inside a resource. Elements of a set have no address: point at the set itself. */
export type Path = readonly PathStep[];

/**
 * Short way to write a path: a string is an attribute, a number an index, `{ key }` a map key.
 * `path('requests', { key: 'web' }, 'size')` is `requests["web"].size`.
 */
export function path(...steps: readonly (string | number | PathStep)[]): Path {
  return steps.map((step) => {
    if (typeof step === 'string') return { attribute: step };
    if (typeof step === 'number') return { index: step };
    return step;
  });
}

/** The path as people write it in HCL: `requests["web"].size`. */
export function formatPath(steps: Path): string {
  let text = '';
  for (const step of steps) {
    if ('attribute' in step) text += text === '' ? step.attribute : `.${step.attribute}`;
    else if ('key' in step) text += `[${JSON.stringify(step.key)}]`;
    else text += `[${step.index}]`;
  }
  return text;
}
