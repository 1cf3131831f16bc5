/** What no program of ours reads while it runs, by its path within node_modules. */
const unread: readonly RegExp[] = [
  // Written for people and for compilers.
  /\.(map|md|markdown|tsbuildinfo|d\.[cm]?ts)$/,
  /^@types\//,
  // What these packages were compiled from, beside the compiled files, and their tests.
  /^(openai|@anthropic-ai\/sdk|@opentelemetry\/[^/]+|zod|luxon)\/src\//,
  /^bintrees\/test\//,
  // The other forms of what is imported as ESM, and page scripts for bundlers.
  /^@anthropic-ai\/sdk\/.*\.js$/,
  /^zod\/.*\.cjs$/,
  /^gpt-tokenizer\/(cjs|data|src)\//,
  /^swagger-ui-dist\/swagger-ui-es-/,
  // Prisma brings a query compiler for each database, as text of up to 5 MB, each twice; the client imports one.
  /^@prisma\/client\/runtime\/query_compiler_(?!fast_bg\.postgresql\.[\w.-]*mjs$)/,
];

/** Whether an installed file, by its path within node_modules, is needed by a program that runs. */
export const isNeeded = (path: string): boolean => !unread.some((pattern) => pattern.test(path));
