import type { RahError } from '../../../src/errors/rah-error.ts';
import { type Path, path } from '../../values/path.ts';
import { isAboutRoom } from '../diagnose.ts';

/** The attribute that an error of the fabric is about. */
export function locate(error: RahError): Path | null {
  switch (error.code) {
    case 'unplaceable':
      return path(isAboutRoom(error) ? 'size' : 'constraints');
    case 'slice_taken':
      return path('placement');
    case 'host_not_found':
    case 'vm_on_other_host':
    case 'vm_cannot_move':
      return path('host');
    case 'name_taken':
      return path('name');
    case 'drm_not_found':
      return path('constraints');
    default:
      return null;
  }
}
