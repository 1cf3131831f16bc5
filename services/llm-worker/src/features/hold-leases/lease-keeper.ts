import type { Ledger } from '@smart-ai-hub/ledger';
import type { Logger } from '@smart-ai-hub/service-kit';

/** How long a claim is ours without renewal. */
export const LEASE_MS = 30_000;

export type LeaseKeeper = {
  /** Keeps the claim of a run alive until the returned function is called; `onLost` hears of a later claim. */
  hold(run: { id: string; fence: number }, onLost: () => void): () => void;
  stop(): void;
};

export type LeaseKeeperOptions = { ledger: Ledger; logger: Logger; leaseMs: number; renewEveryMs: number };

/** Renews the leases of all runs of this process by one statement each few seconds. */
export function createLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const held = new Map<string, { fence: number; onLost: () => void }>();
  const renew = async () => {
    if (held.size === 0) return;
    const runs = [...held].map(([runId, { fence }]) => ({ runId, fence }));
    const lost = await options.ledger.renewLeases(runs, options.leaseMs);
    for (const runId of lost) held.get(runId)?.onLost();
  };
  const timer = setInterval(() => {
    renew().catch((error: unknown) => options.logger.warn({ err: error }, 'leases could not be renewed'));
  }, options.renewEveryMs);
  return {
    hold(run, onLost) {
      const lease = { fence: run.fence, onLost };
      held.set(run.id, lease);
      return () => {
        // A later claim of the same run by this process has a lease of its own.
        if (held.get(run.id) === lease) held.delete(run.id);
      };
    },
    stop: () => clearInterval(timer),
  };
}
