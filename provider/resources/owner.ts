/** Who asked for something, in words. */

/** `in /infra (workspace "prod")`; see Requester.owner. */
export function describeOwner(owner: string): string {
  if (!owner.startsWith('/') && !/^[A-Za-z]:/.test(owner)) return owner === 'cli' ? 'with the rah CLI' : `by ${owner}`;
  const at = owner.lastIndexOf('#');
  return at < 0 ? `in ${owner}` : `in ${owner.slice(0, at)} (workspace "${owner.slice(at + 1)}")`;
}
