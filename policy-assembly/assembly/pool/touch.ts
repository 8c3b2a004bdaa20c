/**
 * Everything that changes what is free on a module, its devices, state, marks or parts ends here, so that what was
 * worked out from them (the sum of norms; whatever searches by index) is never stale.
 */
import { setSum } from "./columns.ts";
import { updateFits } from "./index/fits.ts";
import { noteChange } from "./index/journal.ts";
import { freeNorm } from "./norms.ts";

/** To be called once a module has changed, or was added. */
// @ts-ignore: decorator
@inline
export function touch(module: i32): void {
  const sum = freeNorm(module);
  setSum(module, sum);
  updateFits(module, sum);
  noteChange(module);
}
