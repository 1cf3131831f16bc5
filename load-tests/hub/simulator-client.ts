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
});

const statsSchema = z.object({
  openCalls: z.number(),
  outcomes: z.record(z.string(), z.number()),
  calls: z.array(callSchema),
});

export type SimulatedCall = z.output<typeof callSchema>;
export type SimulatorStats = z.output<typeof statsSchema>;

/** The simulator's own interface, by which a test sets faults and learns what the provider saw. */
export function createSimulatorClient(url: string) {
  const post = async (path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
  };
  return {
    configure: (settings: { failureRate?: number; seed?: number; keepCalls?: number }) =>
      post('/simulator/settings', settings),
    reset: () => post('/simulator/reset', {}),
    readStats: async (): Promise<SimulatorStats> =>
      statsSchema.parse(await (await fetch(`${url}/simulator/stats`)).json()),
  };
}

export type SimulatorClient = ReturnType<typeof createSimulatorClient>;
