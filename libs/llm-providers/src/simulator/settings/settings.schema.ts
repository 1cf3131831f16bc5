import { z } from 'zod';
import { faultKinds } from './fault-kinds.ts';

const milliseconds = z.number().min(0).max(3_600_000);

const ollamaModelSchema = z.strictObject({
  name: z.string().min(1),
  /** As `POST /api/show` tells them; servers before 0.6.4 told none. */
  capabilities: z.array(z.string()).optional(),
  contextTokens: z.number().int().positive().optional(),
});
export type OllamaModel = z.output<typeof ollamaModelSchema>;

/** What `POST /simulator/settings` takes: any part of it; `null` takes a setting back. */
export const settingsPatchSchema = z.strictObject({
  /** Time to the first token. Unset: each model's own. */
  ttftMs: milliseconds.nullable().optional(),
  /** Tokens per second; 0 is as fast as possible. Unset: each model's own. */
  tokensPerSecond: z.number().min(0).max(1_000_000).nullable().optional(),
  /** Length of each answer in tokens. Unset: as long as the text is. */
  tokens: z.number().int().min(0).max(1_000_000).nullable().optional(),
  /** The share of calls that fail, by a seeded choice among `failureKinds`. */
  failureRate: z.number().min(0).max(1).optional(),
  /** Kinds of failure and their weights. */
  failureKinds: z.partialRecord(z.enum(faultKinds), z.number().min(0)).optional(),
  /** A fault that every call meets. */
  fault: z.enum(faultKinds).nullable().optional(),
  /** The only models that meet `fault` and failures by rate; empty: all. */
  faultModels: z.array(z.string().min(1)).max(100).optional(),
  /** The token at which a fault in the middle of an answer strikes. */
  at: z.number().int().min(0).optional(),
  /** How long silence, stall and slow headers last. */
  seconds: z.number().min(0).max(3_600).optional(),
  retryAfterSeconds: z.number().min(0).optional(),
  /** Seeds the choice of failures; a reset starts the sequence anew. */
  seed: z.number().int().optional(),
  /** Further names that the lists of models tell: a hub sells of its catalog what its provider lists. */
  models: z.array(z.string().min(1)).max(1_000).optional(),
  /** Models that refuse to go on with an answer which the caller began, as newer Claude models do. */
  withoutPrefill: z.array(z.string().min(1)).max(1_000).optional(),
  /** The models of the Ollama under `/ollama`; `null`: none is there. */
  ollama: z.array(ollamaModelSchema).nullable().optional(),
  /** How many calls `GET /simulator/stats` and `GET /simulator/calls` remember. */
  keepCalls: z.number().int().min(0).max(100_000).optional(),
});
export type SettingsPatch = z.output<typeof settingsPatchSchema>;

export type SimulatorSettings = {
  ttftMs: number | null;
  tokensPerSecond: number | null;
  tokens: number | null;
  failureRate: number;
  failureKinds: Partial<Record<(typeof faultKinds)[number], number>>;
  fault: (typeof faultKinds)[number] | null;
  faultModels: string[];
  at: number;
  seconds: number;
  retryAfterSeconds: number;
  seed: number;
  models: string[];
  withoutPrefill: string[];
  ollama: OllamaModel[] | null;
  keepCalls: number;
};

export const defaultSettings: SimulatorSettings = {
  ttftMs: null,
  tokensPerSecond: null,
  tokens: null,
  failureRate: 0,
  failureKinds: { 'server-error': 3, overloaded: 3, 'rate-limit': 2, 'reset-0': 1, cut: 1 },
  fault: null,
  faultModels: [],
  at: 20,
  seconds: 120,
  retryAfterSeconds: 1,
  seed: 1,
  models: [],
  withoutPrefill: [],
  ollama: null,
  keepCalls: 200,
};

export function mergeSettings(settings: SimulatorSettings, patch: SettingsPatch): SimulatorSettings {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return { ...settings, ...given };
}
