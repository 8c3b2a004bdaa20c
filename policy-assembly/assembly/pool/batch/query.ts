/** Asking where a simple request of the batch would go as things stand. */
import { wantOwn } from "../demand.ts";
import { openFilter } from "../filter.ts";
import { useType } from "../request.ts";
import { typeAt } from "./entries.ts";

/** Gets the request ready for judging modules; false when memory is exhausted. */
export function ask(index: i32): bool {
  useType(typeAt(index));
  wantOwn();
  return openFilter(true, 0);
}
