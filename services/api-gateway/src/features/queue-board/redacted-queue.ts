import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { Job, Queue } from 'bullmq';
import { redactJob } from './redact-job.ts';

export type ShownQueue = {
  queue: Queue;
  title: string;
  description: string;
  /** Members of a job's data that are shown as they are. */
  shown: ReadonlySet<string>;
};

/** A queue as the board sees it: nothing can be changed through it, and no job leaves it but without its contents. */
export class RedactedQueue extends BullMQAdapter {
  readonly #shown: ReadonlySet<string>;

  constructor({ queue, title, description, shown }: ShownQueue) {
    super(queue, { readOnlyMode: true, allowRetries: false, displayName: title, description });
    this.#shown = shown;
  }

  override async getJob(id: string): Promise<Job | undefined> {
    const job = await super.getJob(id);
    return job && this.#redact(job);
  }

  override async getJobs(...range: Parameters<BullMQAdapter['getJobs']>): Promise<Job[]> {
    return (await super.getJobs(...range)).map((job) => this.#redact(job));
  }

  /** The hub writes none, and whoever begins to shall think of this first. */
  override getJobLogs(): Promise<string[]> {
    return Promise.resolve([]);
  }

  /** Trees of jobs are read past `getJob`; the hub has none. */
  override getFlowProducer(): Promise<null> {
    return Promise.resolve(null);
  }

  override getJobSchedulers(): Promise<never[]> {
    return Promise.resolve([]);
  }

  #redact(job: Job): Job {
    const tell = job.toJSON.bind(job);
    job.toJSON = () => redactJob(tell(), this.#shown);
    return job;
  }
}
