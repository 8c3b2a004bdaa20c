/** The core refused a call; nothing was changed. */
export class PolicyError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.name = 'PolicyError';
    this.status = status;
  }
}
