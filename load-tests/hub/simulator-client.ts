import type { ScriptInput } from '@smart-ai-hub/llm-providers';
import { z } from 'zod';

const usageSchema = z.object({
  inputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheWrite5mTokens: z.number(),
  cacheWrite1hTokens: z.number(),
  outputTokens: z.number(),
  reasoningTokens: z.number(),
});

const callSchema = z.object({
  dialect: z.string(),
  model: z.string(),
  isStream: z.boolean(),
  fault: z.string().nullable(),
  status: z.number(),
  outcome: z.enum(['running', 'completed', 'refused', 'broken', 'client-closed']),
  streamedTokens: z.number(),
  reported: usageSchema.nullable(),
  startedAtMs: z.number(),
  /** Null while it runs. */
  durationMs: z.number().nullable(),
});

const statsSchema = z.object({
  openCalls: z.number(),
  outcomes: z.record(z.string(), z.number()),
  /** Sums by model of all calls, kept or not; their tokens are counted once they have ended. */
  models: z.record(z.string(), z.object({ calls: z.number(), streamedTokens: z.number() })),
  calls: z.array(callSchema),
});

const receivedSchema = z.object({
  method: z.string(),
  path: z.string(),
  model: z.string().nullable(),
  tools: z.array(z.string()),
  betas: z.array(z.string()),
  bodyKeys: z.array(z.string()),
  bodyBytes: z.number(),
  rule: z.string().nullable(),
});

const callsSchema = z.object({ calls: z.array(receivedSchema) });
const scriptSchema = z.object({ matches: z.record(z.string(), z.number()) });

/** A request as it arrived at the provider. */
export type ReceivedCall = z.output<typeof receivedSchema>;
export type SimulatedCall = z.output<typeof callSchema>;
export type SimulatorStats = z.output<typeof statsSchema>;

type SimulatorSettings = {
  failureRate?: number;
  seed?: number;
  keepCalls?: number;
  tokensPerSecond?: number;
  ttftMs?: number;
  fault?: string | null;
  /** The only models that meet the fault. */
  faultModels?: string[];
};

/** The simulator's own interface, by which a test sets faults and learns what the provider saw. */
export function createSimulatorClient(url: string) {
  const post = async (path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
  };
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();
  return {
    configure: (settings: SimulatorSettings) => post('/simulator/settings', settings),
    reset: () => post('/simulator/reset', {}),
    /** With the calls that it keeps, or no more than the last ones: who asks again and again needs not all of them. */
    readStats: async ({ model, last }: { model?: string; last?: number } = {}): Promise<SimulatorStats> => {
      const query = new URLSearchParams({ ...(model && { model }), ...(last !== undefined && { last: String(last) }) });
      return statsSchema.parse(await get(`/simulator/stats?${query}`));
    },
    /** From now on the models say what the script says. */
    play: (script: ScriptInput) => post('/simulator/script', script),
    readMatches: async () => scriptSchema.parse(await get('/simulator/script')).matches,
    readCalls: async () => callsSchema.parse(await get('/simulator/calls')).calls,
  };
}

export type SimulatorClient = ReturnType<typeof createSimulatorClient>;
