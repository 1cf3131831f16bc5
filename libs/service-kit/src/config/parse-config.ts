import { z } from 'zod';

/** What is wrong with the environment: one line a problem, each naming the variable and what to do. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Parses the whole environment before anything opens. An empty variable counts as one that is not set, because charts and
 * compose files write empty values for settings that nobody filled in. Throws a ConfigError that lists every problem.
 */
export function parseConfig<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => describeProblem(issue, schema, given)));
}

function describeProblem(issue: z.core.$ZodIssue, schema: z.ZodType, given: Record<string, unknown>): string {
  const name = String(issue.path[0] ?? 'configuration');
  if (name in given || issue.path.length === 0) return `${name}: ${issue.message}`;
  const description = describeVariable(schema, name);
  return description === undefined ? `${name} is not set` : `${name} is not set: ${description}`;
}

function describeVariable(schema: z.ZodType, name: string): string | undefined {
  if (!(schema instanceof z.ZodObject)) return undefined;
  const field: unknown = schema.shape[name];
  return field instanceof z.ZodType ? field.description : undefined;
}
