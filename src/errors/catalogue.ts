/** One kind of failure: what brings it about, and what a person should do. */
export interface CatalogueEntry {
  readonly cause: string;
  readonly what_to_do: string;
  /** True when the very same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
}

/** Every failure that a caller can see. Closed: a new failure gets its row here first. */
export const CATALOGUE = {
  inventory_unreadable: {
    cause: 'The inventory file is missing, is a directory, may not be read, or is too large.',
    what_to_do: 'Check the path and the permissions of the fabric file.',
    retryable: false,
  },
  inventory_invalid: {
    cause: 'The inventory file says something that the format does not allow.',
    what_to_do: 'Correct the lines that the message names.',
    retryable: false,
  },
  inventory_conflict: {
    cause: 'The inventory file was changed so that it contradicts what is allocated: the change is not followed.',
    what_to_do:
      'Put back what the message names, or release what stands in the way first: rah release, terraform destroy. Until then what exists can be read and released, and nothing else.',
    retryable: false,
  },
  input_invalid: {
    cause: 'A list given to a command, such as a trace, has a line that the format does not allow.',
    what_to_do: 'Correct the line that the message names.',
    retryable: false,
  },
  invalid_request: {
    cause: 'A request holds a value that is not allowed.',
    what_to_do: 'Correct the attributes that the message names.',
    retryable: false,
  },
  unplaceable: {
    cause: 'No module, or no joint choice of modules, can take what is wanted.',
    what_to_do: 'Ask for less, relax a constraint, release something, or add a module to the inventory.',
    retryable: false,
  },
  slice_taken: {
    cause:
      'The exact slice that a plan showed was taken, or its module stopped taking slices, before the plan was applied.',
    what_to_do: 'Run plan again: it will choose among what is free now. Nothing was changed.',
    retryable: false,
  },
  stale_preview: {
    cause: 'The placement that a plan showed no longer fits what the fabric looks like now.',
    what_to_do: 'Run plan again: it will choose among what is free now. Nothing was changed.',
    retryable: false,
  },
  allocation_not_found: {
    cause: 'There is no live allocation with that id.',
    what_to_do: 'List the allocations of this fabric and check that you talk to the right one.',
    retryable: false,
  },
  composition_member: {
    cause: 'The allocation belongs to a composition, which is changed and released as a whole.',
    what_to_do: 'Change or release the composition instead.',
    retryable: false,
  },
  drm_not_found: {
    cause: 'The inventory has no DRM with that id.',
    what_to_do: 'Use an id from the inventory, or add the DRM to it.',
    retryable: false,
  },
  host_not_found: {
    cause: 'The inventory has no host with that id.',
    what_to_do: 'Use an id from the inventory, or add the host to it.',
    retryable: false,
  },
  vm_on_other_host: {
    cause: 'A VM lives on one host at a time, and this one lives on another.',
    what_to_do: 'Use the host that the VM lives on, or move the VM first by changing the host of what it holds.',
    retryable: false,
  },
  vm_cannot_move: {
    cause: 'Something that the VM holds cannot be used from the new host.',
    what_to_do: 'Choose a host that reaches everything the VM holds, or release what it cannot reach first.',
    retryable: false,
  },
  name_taken: {
    cause: 'Names are unique among what is live in a fabric, and this one is in use.',
    what_to_do: 'Choose another name, import what holds it, or release it.',
    retryable: false,
  },
  invalid_state: {
    cause: 'The state of a DRM cannot be changed in that way.',
    what_to_do: 'Use one of the states that the message names.',
    retryable: false,
  },
  busy: {
    cause: 'Other processes held the store until the deadline passed.',
    what_to_do: 'Try again, or give the operation more time.',
    retryable: true,
  },
  outcome_unknown: {
    cause: 'The store reported a failure while committing: the change may or may not have taken effect.',
    what_to_do: 'Look at the disk (full? failing?), then run the same change again: it takes effect once.',
    retryable: true,
  },
  store_unavailable: {
    cause: 'The store file cannot be opened, made or written.',
    what_to_do: 'Check the directory, its permissions and the free space, or choose another state directory.',
    retryable: false,
  },
  store_damaged: {
    cause: 'The store file is not a sound rah store.',
    what_to_do: 'Restore the file from a backup. Do not delete it: it is the only record of what is allocated.',
    retryable: false,
  },
  store_version: {
    cause: 'The store was written by a newer version of rah.',
    what_to_do: 'Use that version of rah or a later one.',
    retryable: false,
  },
  policy_refused: {
    cause:
      'The policy module refused records that the store holds: a defect, or a store that does not belong to this inventory.',
    what_to_do: 'Run `rah check`, and report what it says.',
    retryable: false,
  },
  fabric_changed: {
    cause: 'The store behind this fabric was replaced while it was in use.',
    what_to_do: 'Start again: ids of the earlier fabric mean nothing in this one.',
    retryable: false,
  },
  closed: {
    cause: 'The fabric was closed before the operation began.',
    what_to_do: 'Open it again.',
    retryable: false,
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof CATALOGUE;
