import type { Metrics } from '@smart-ai-hub/service-kit';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The gateway's seams: admission and relay. */
export function createGatewayMetrics(metrics: Metrics) {
  return {
    admitted: metrics.counter('aihub_runs_admitted_total', 'Admissions by dialect and outcome', ['dialect', 'outcome']),
    admitDuration: metrics.histogram('aihub_run_admit_seconds', 'Hold, run row and queue', ['dialect'], SECONDS),
    firstFrame: metrics.histogram(
      'aihub_run_first_frame_seconds',
      'From the admission to the first content that its caller can read',
      ['dialect'],
      SECONDS,
    ),
    sockets: metrics.gauge('aihub_websocket_connections', 'WebSockets that are open at this gateway', []),
    batchesEnded: metrics.counter('aihub_batches_ended_total', 'Batches by how they ended', ['state']),
    batchItemsEnded: metrics.counter('aihub_batch_items_ended_total', 'Calls of batches by how they ended', ['state']),
    oldestWait: metrics.gauge(
      'aihub_run_queue_oldest_wait_seconds',
      'How long the oldest run waits that no worker has taken; the same at every gateway',
      [],
    ),
    readers: metrics.gauge('aihub_run_readers', 'Runs that are being read through this gateway', []),
  };
}
