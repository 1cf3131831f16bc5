import type { LlmRunPayload } from '@smart-ai-hub/contracts';
import { type Job, type JobJson, type Processor, Worker, type WorkerOptions } from 'bullmq';
import type { LoadGauge } from './load-gauge.ts';
import { weighJson } from './weigh-json.ts';

/**
 * A worker that takes fewer runs while the prompts in hand are large; what it leaves is there for other workers. BullMQ fetches up to its
 * concurrency before the first of them is worked on, so the size has to be known when a job is read: `createJob` is where that happens.
 */
export class GaugedWorker extends Worker<LlmRunPayload> {
  readonly #load: LoadGauge;

  constructor(queue: string, load: LoadGauge, process: Processor<LlmRunPayload>, options: WorkerOptions) {
    const endAfterwards: Processor<LlmRunPayload> = async (job, token) => {
      try {
        return await process(job, token);
      } finally {
        load.end(job.id ?? '');
        this.concurrency = load.allowed();
      }
    };
    super(queue, endAfterwards, options);
    this.#load = load;
  }

  protected override createJob(json: JobJson, jobId: string): Job<LlmRunPayload> {
    const job = super.createJob(json, jobId);
    this.#load.begin(jobId, weighJson(job.data));
    this.concurrency = this.#load.allowed();
    return job;
  }
}
