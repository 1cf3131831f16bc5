/** A browser for playwright-core, and what it needs to run in a container. */
export type Chromium = { executablePath: string; args: string[] };
