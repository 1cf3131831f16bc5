/** Something a person has to mend: shown as one clear message, never with a stack trace. */
export class StartError extends Error {
  /** What to do about it, one line each. */
  readonly hints: readonly string[];

  constructor(message: string, hints: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
    this.hints = hints;
  }
}
