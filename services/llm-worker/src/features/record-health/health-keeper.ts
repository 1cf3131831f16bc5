import type { HealthRecord, HealthSample, ModelHealth } from '@smart-ai-hub/run-pipeline';
import { type FirstTokenBounds, firstTokenLimitOf } from './first-token-limit.ts';

export type HealthKeeper = {
  note(sample: HealthSample): void;
  /** How long the model may say nothing before its answer begins, in milliseconds. */
  firstTokenMs(provider: string, model: string, thinks: () => boolean): number;
  /** Tells Redis what was noted since the last time, and reads what all workers noted. Never rejects. */
  sync(): Promise<void>;
};

export type HealthKeeperOptions = {
  record: HealthRecord;
  bounds: FirstTokenBounds;
  /** Hears that Redis could not be told: what was noted is lost, and the last reading holds. */
  onAlone?: (error: unknown) => void;
};

/** This worker's part of the record of how models do, and its copy of the whole. */
export function createHealthKeeper({ record, bounds, onAlone }: HealthKeeperOptions): HealthKeeper {
  let untold: HealthSample[] = [];
  let known = new Map<string, ModelHealth>();
  const idOf = (provider: string, model: string) => JSON.stringify([provider, model]);
  return {
    note: (sample) => void untold.push(sample),
    firstTokenMs: (provider, model, thinks) => firstTokenLimitOf(known.get(idOf(provider, model)), thinks, bounds),
    async sync() {
      const samples = untold;
      untold = [];
      try {
        await record.add(samples);
        const health = await record.read();
        known = new Map(health.map((one) => [idOf(one.provider, one.model), one]));
      } catch (error) {
        onAlone?.(error);
      }
    },
  };
}
