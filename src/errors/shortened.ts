const MAX_CHARS = 80;

/** What somebody else wrote, for a message: only its beginning when it is long. */
export function shortened(text: string): string {
  // Two UTF-16 units per character at most: the rest need not be looked at.
  const start = Array.from(text.slice(0, 2 * MAX_CHARS + 2));
  return start.length > MAX_CHARS ? `${start.slice(0, MAX_CHARS).join('')}…` : text;
}

/** The same in double quotes. */
export function quoted(text: string): string {
  return JSON.stringify(shortened(text));
}
