import { createBatchBodySchema, MAX_BATCH_REQUESTS } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { limitTextSchema } from '../../shared/ui/limit-text.ts';

export type BatchBody = z.input<typeof createBatchBodySchema>;

export type BatchValues = {
  /** Where the calls are: one prompt a line, or one line of JSON a call. */
  source: 'prompts' | 'lines';
  model: string;
  prompts: string;
  lines: string;
  maxCost: string;
  webhook: boolean;
};

const typedSchema = z.object({
  source: z.enum(['prompts', 'lines']),
  model: z.string(),
  prompts: z.string(),
  lines: z.string(),
  maxCost: limitTextSchema,
  webhook: z.boolean(),
});
type Typed = z.output<typeof typedSchema>;

/** How many faults are listed before the rest is only counted. */
const LISTED_FAULTS = 5;

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line, at) => ({ text: line.trim(), number: at + 1 }))
    .filter((line) => line.text !== '');

/** The calls as they are sent, and the line of each; what cannot even be read is a fault. */
type ReadCalls = { requests: unknown[]; lineNumbers: number[]; faults: string[] };

/** One prompt a line, all to one model; each call is named by its line. */
function readPrompts({ model, prompts }: Typed): ReadCalls {
  const lines = linesOf(prompts);
  const requests = lines.map(({ text, number }) => ({
    customId: `line-${number}`,
    model,
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  }));
  return { requests, lineNumbers: lines.map(({ number }) => number), faults: [] };
}

function readLines({ lines }: Typed): ReadCalls {
  const read: ReadCalls = { requests: [], lineNumbers: [], faults: [] };
  for (const { text, number } of linesOf(lines)) {
    try {
      read.requests.push(JSON.parse(text));
      read.lineNumbers.push(number);
    } catch {
      read.faults.push(`line ${number} is not JSON`);
    }
  }
  return read;
}

/** What is wrong, a sentence each; a path begins with the line rather than with `requests[0]`. */
function faultsOf(issues: readonly z.core.$ZodIssue[], lineNumbers: readonly number[]): string[] {
  return issues.map(({ path: [, at, ...rest], message }) => {
    const line = typeof at === 'number' ? `line ${lineNumbers[at] ?? '?'}: ` : '';
    const where = rest.length === 0 ? '' : `${rest.map(String).join('.')} `;
    return line + where + message;
  });
}

function listed(faults: readonly string[]): string {
  const more = faults.length - LISTED_FAULTS;
  return [...faults.slice(0, LISTED_FAULTS), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

/** The faults of what was read, before the schema of a batch has its say. */
function firstFaults({ requests, faults }: ReadCalls): string[] {
  if (faults.length > 0) return faults;
  if (requests.length === 0) return ['there is no call in it'];
  return requests.length > MAX_BATCH_REQUESTS ? [`a batch has at most ${MAX_BATCH_REQUESTS} calls`] : [];
}

/** What is typed or uploaded as the body that is sent. Faults stand at the field that they come from. */
export const newBatchSchema: z.ZodType<BatchBody, BatchValues> = typedSchema.transform((typed, context) => {
  const fail = (field: keyof Typed, message: string) => {
    context.addIssue({ code: 'custom', path: [field], message });
    return z.NEVER;
  };
  const { source, model, maxCost, webhook } = typed;
  if (source === 'prompts' && model === '') return fail('model', 'choose a model');
  const read = source === 'prompts' ? readPrompts(typed) : readLines(typed);
  const faults = firstFaults(read);
  if (faults.length > 0) return fail(source, listed(faults));
  // The schema of a batch says below what is wrong with it.
  const requests = read.requests as BatchBody['requests'];
  const body: BatchBody = { requests, ...(maxCost !== null && { maxCost }), ...(webhook && { webhook }) };
  const issues = createBatchBodySchema.safeParse(body).error?.issues ?? [];
  const costIssue = issues.find(({ path }) => path[0] === 'maxCost');
  if (costIssue) return fail('maxCost', costIssue.message);
  return issues.length > 0 ? fail(source, listed(faultsOf(issues, read.lineNumbers))) : body;
});
