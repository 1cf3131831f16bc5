/** Something a person has to mend before anything can start. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string[]} [hints]
   */
  constructor(message, hints = []) {
    super(message);
    this.name = 'SetupError';
    this.hints = hints;
  }
}
