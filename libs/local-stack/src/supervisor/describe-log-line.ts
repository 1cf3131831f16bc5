import { z } from 'zod';

const jsonLineSchema = z.looseObject({
  level: z.string(),
  msg: z.string().default(''),
  err: z.looseObject({ message: z.string().optional() }).optional(),
});

const QUIET_LEVELS = ['trace', 'debug', 'info'];

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What a person sees of a log line: warnings and errors in short, or everything as it is. Undefined: nothing. */
export function describeLogLine(line: string, { isVerbose }: { isVerbose: boolean }): string | undefined {
  if (isVerbose) return line;
  if (line.trim() === '') return undefined;
  const parsed = line.startsWith('{') ? jsonLineSchema.safeParse(parseJson(line)) : undefined;
  if (parsed?.success !== true) return line;
  const { level, msg, err } = parsed.data;
  if (QUIET_LEVELS.includes(level)) return undefined;
  const reason = err?.message;
  return `${level}: ${reason === undefined || msg.includes(reason) ? msg : `${msg} (${reason})`}`;
}
