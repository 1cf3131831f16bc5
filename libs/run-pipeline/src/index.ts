export * from './batches/present-batch.ts';
export * from './cancel/cancel-listener.ts';
export * from './cancel/cancel-run.ts';
export * from './consume/close-worker.ts';
export * from './consume/run-consumer.ts';
export { createHealthRecord, type HealthRecord, type HealthSample, type ModelHealth } from './health/health-record.ts';
export {
  CIRCUITS_KEY,
  createProviderStates,
  type OpenCircuit,
  type ProviderListing,
  type ProviderStates,
} from './health/provider-states.ts';
export { createSpeedWatch } from './health/speed-watch.ts';
export { createStatusLog, type StatusLog } from './health/status-log.ts';
export { createKeptRuns, type KeptRuns } from './kept/kept-runs.ts';
export { ENDED_EMBEDDING_TTL_SECONDS } from './keys.ts';
export * from './queue/run-queue.ts';
export * from './relay/collect-run.ts';
export type { Pace } from './relay/frame-reader.ts';
export type { RelayedFrame } from './relay/merge-frames.ts';
export { type AttachedRun, createRunRelay, type RunRelay, type RunRelayOptions } from './relay/run-relay.ts';
export { terminalEventOf } from './relay/terminal-event.ts';
export * from './stream/frame-writer.ts';
export * from './stream/run-scripts.ts';
export { type StreamMemory, createStreamMemory } from './stream/stream-memory.ts';
export * from './submit/call-limits.ts';
export * from './submit/estimate-hold.ts';
export * from './submit/needs-of.ts';
export * from './submit/submit-run.ts';
export * from './token-counts/token-count-consumer.ts';
export * from './token-counts/token-counter.ts';
