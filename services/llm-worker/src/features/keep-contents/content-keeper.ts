import type { LlmRunPayload } from '@smart-ai-hub/contracts';
import type { KeptRuns } from '@smart-ai-hub/run-pipeline';
import type { Logger } from '@smart-ai-hub/service-kit';
import type { WorkerMetrics } from '../../worker-metrics.ts';
import { cutToSize } from './cut-to-size.ts';
import { answerOf, requestOf } from './describe-content.ts';
import type { RunContentsRepository } from './run-contents.repository.ts';

type EndedCall = { id: string; accountId: string; payload: Pick<LlmRunPayload, 'request' | 'wire'> };

export type ContentKeeper = {
  /** Hears from the database who wants contents to be kept. Until it has been heard, nobody does. */
  refresh(): Promise<void>;
  /** Keeps what an ended run was asked and answered, where its account wants that. Never rejects: it is not a part of the call. */
  keep(run: EndedCall): Promise<void>;
};

type ContentKeeperDeps = {
  contents: RunContentsRepository;
  keptRuns: KeptRuns;
  metrics: Pick<WorkerMetrics, 'contentsKept'>;
  logger: Logger;
};

/** A call of an account that wants nothing kept costs a look into a set; the database has the last word on the others. */
export function createContentKeeper(deps: ContentKeeperDeps): ContentKeeper {
  let wishes = new Set<string>();
  return {
    async refresh() {
      wishes = new Set(await deps.contents.listWishes());
    },
    async keep(run) {
      if (!wishes.has(run.accountId)) return;
      try {
        const isKept = await keepContent(deps, run);
        deps.metrics.contentsKept.inc({ outcome: isKept ? 'kept' : 'unwanted' });
      } catch (err) {
        deps.metrics.contentsKept.inc({ outcome: 'failed' });
        deps.logger.warn({ runId: run.id, err }, 'what a call was asked and answered could not be kept');
      }
    },
  };
}

async function keepContent({ contents, keptRuns }: ContentKeeperDeps, { id, payload }: EndedCall): Promise<boolean> {
  const asked = requestOf(payload);
  const request = cutToSize(asked) ?? { json: JSON.stringify({ ...asked, body: null }), isCut: true };
  const answer = cutToSize(answerOf(await keptRuns.readEvents(id))) ?? { json: 'null', isCut: true };
  const isCut = request.isCut || answer.isCut;
  return contents.keep({ runId: id, request: request.json, answer: answer.json, isCut });
}
