import type { Metrics } from '@smart-ai-hub/service-kit';
import { createProviderMetrics } from './provider-metrics.ts';

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The worker's seams: queue → provider → settlement. Labels are bounded: providers, states and error codes, never models or accounts. */
export function createWorkerMetrics(metrics: Metrics) {
  const providerCalls = metrics.counter('aihub_provider_calls_total', 'Calls of providers by outcome', [
    'provider',
    'outcome',
  ]);
  const providerDuration = metrics.histogram(
    'aihub_provider_call_duration_seconds',
    'Whole duration of provider calls',
    ['provider'],
    SECONDS,
  );
  return {
    ...createProviderMetrics(metrics),
    queueWait: metrics.histogram('aihub_run_queue_wait_seconds', 'From admission to the worker', [], SECONDS),
    firstToken: metrics.histogram(
      'aihub_provider_first_token_seconds',
      'From the provider call to its first content',
      ['provider'],
      SECONDS,
    ),
    settleDuration: metrics.histogram('aihub_run_settle_seconds', 'Settling a run, retries included', [], SECONDS),
    ended: metrics.counter('aihub_runs_ended_total', 'Runs by how they ended', ['state', 'provider']),
    fencedOut: metrics.counter('aihub_runs_fenced_out_total', 'Runs lost to a later claim', []),
    lostStreams: metrics.counter('aihub_run_streams_lost_total', 'Streams of running answers that Redis lost', [
      'outcome',
    ]),
    contentsKept: metrics.counter('aihub_run_contents_kept_total', 'Ended calls whose content is wanted', ['outcome']),
    swept: metrics.counter('aihub_runs_swept_total', 'Abandoned runs ended by the sweep', []),
    failovers: metrics.counter('aihub_provider_failovers_total', 'Calls that went on with another model, and why', [
      'from',
      'to',
      'reason',
    ]),
    rescues: metrics.counter(
      'aihub_answers_rescued_total',
      'Answers that broke off and that another model goes on with',
      ['from', 'to'],
    ),
    /** Starts the clock of one provider call; the returned function ends it with its outcome. */
    noteProviderCall(provider: string): (outcome: string) => void {
      const stop = providerDuration.startTimer({ provider });
      return (outcome) => {
        stop();
        providerCalls.inc({ provider, outcome });
      };
    },
  };
}
