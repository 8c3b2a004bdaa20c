import { elementType } from './equality.ts';
import type { Path, PathStep } from './path.ts';
import type { CtyType } from './type.ts';
import { DynamicValue, isObjectValue, UNKNOWN, type Value } from './value.ts';

/** Visits a value and everything in it, outside first; a visitor that answers false is not shown what is inside. */
export function walkValue(
  value: Value,
  type: CtyType,
  visit: (path: Path, value: Value, type: CtyType) => boolean | undefined,
  path: Path = [],
): void {
  if (visit(path, value, type) === false) return;
  if (value instanceof DynamicValue) walkValue(value.value, value.type, visit, path);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walkValue(item, elementType(type, index), visit, [...path, { index }]);
  } else if (isObjectValue(value)) {
    const isMap = typeof type !== 'string' && type[0] === 'map';
    for (const [name, member] of Object.entries(value)) {
      walkValue(member, elementType(type, name), visit, [...path, isMap ? { key: name } : { attribute: name }]);
    }
  }
}

/** True when nothing in the value is unknown. */
export function isWhollyKnown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return false;
  if (value instanceof DynamicValue) return isWhollyKnown(value.value);
  if (Array.isArray(value)) return value.every(isWhollyKnown);
  if (isObjectValue(value)) return Object.values(value).every(isWhollyKnown);
  return true;
}

/** What stands at the path; undefined when the path leads nowhere. */
export function valueAt(value: Value | undefined, path: Path): Value | undefined {
  let current = value;
  for (const step of path) current = stepInto(current, step);
  return current;
}

function stepInto(value: Value | undefined, step: PathStep): Value | undefined {
  if (value instanceof DynamicValue) return stepInto(value.value, step);
  if ('index' in step) return Array.isArray(value) ? value[step.index] : undefined;
  const name = 'key' in step ? step.key : step.attribute;
  return isObjectValue(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The type of what stands at the path. */
export function typeAt(type: CtyType, path: Path): CtyType {
  let current = type;
  for (const step of path) {
    current = elementType(current, 'index' in step ? step.index : 'key' in step ? step.key : step.attribute);
  }
  return current;
}
