import { isRahError, RahError } from '../errors/rah-error.ts';
import type { WantedSlice } from '../model/plan.ts';
import type { Landscape } from './landscape.ts';

/** Throws when a request names a host or a DRM that is not in the inventory, pointing at the request and attribute. */
export function checkReferences(landscape: Landscape, wanted: readonly WantedSlice[]): void {
  for (const { key, request } of wanted) {
    const at = (...steps: string[]): string[] => [...(key === '' ? [] : ['requests', key]), ...steps];
    if (!landscape.hasHost(request.host)) throw landscape.unknownHost(request.host, at('host'));
    try {
      landscape.listed(request);
    } catch (error) {
      if (!isRahError(error)) throw error;
      const { code, message, details, hint } = error;
      throw new RahError(code, message, { details, hint, path: at('constraints', 'drm_ids') });
    }
  }
}
