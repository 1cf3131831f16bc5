import type { ErrorCode } from '@smart-ai-hub/contracts';
import type { OutcomeName } from './charged-outcomes.ts';

/** What a provider does wrong, how the hub's simulator does it, and what becomes of the call. */
export type ProviderFault = {
  fault: string;
  /** Words of the simulator's directive; `TLS` where the provider's certificate is the fault. */
  simulated: string;
  alone: OutcomeName;
  /** The error of a call that allowed no other model; absent where it is answered. */
  code?: ErrorCode;
  /** What a caller sees who allowed another model as well. */
  withAnother: OutcomeName;
  /** The other model is a Claude that refuses, against what is known of it, to go on with an answer at the end of its prompt. */
  anotherRefusesPrefill?: boolean;
};

/** Each of them is met by each family of providers, streamed and plain, in provider-faults.int.test.ts. */
export const providerFaults: readonly ProviderFault[] = [
  ...[
    { fault: '429 with a Retry-After of at most 2 s', simulated: 'fault=429 retry=1 times=1' },
    { fault: '500 once', simulated: 'fault=500 times=1' },
    { fault: '503 once, or flapping', simulated: 'fault=503 times=1' },
    { fault: 'connection reset before the first byte, once', simulated: 'fault=reset-0 times=1' },
    { fault: 'connection reset after the first byte, once', simulated: 'fault=reset-1 times=1' },
    { fault: 'slow first token, within the limit', simulated: 'ttft=150' },
    { fault: 'slow headers, within the limit', simulated: 'fault=slow-headers seconds=0.15' },
    { fault: 'a chunk that is no JSON', simulated: 'fault=bad-json at=10' },
    { fault: 'no `[DONE]` or `message_stop`', simulated: 'fault=no-done' },
    { fault: 'an event twice', simulated: 'fault=duplicate-event' },
    { fault: 'an event of an unknown type', simulated: 'fault=unknown-event at=10' },
  ].map((row) => ({ ...row, alone: 'finished', withAnother: 'finished' }) as const),
  { fault: 'usage missing', simulated: 'fault=missing-usage', alone: 'uncounted', withAnother: 'uncounted' },
  { fault: 'usage of zero', simulated: 'fault=wrong-usage', alone: 'uncounted', withAnother: 'uncounted' },
  ...[
    { fault: '429 for good', simulated: 'fault=429 retry=60', code: 'provider_rate_limited' },
    { fault: '500 for good', simulated: 'fault=500', code: 'provider_unavailable' },
    { fault: '503 for good', simulated: 'fault=503', code: 'provider_unavailable' },
    { fault: 'overloaded (529)', simulated: 'fault=overloaded', code: 'provider_unavailable' },
    { fault: 'connection reset before the first byte', simulated: 'fault=reset-0', code: 'provider_unavailable' },
    { fault: 'silence before the first token', simulated: 'fault=silence seconds=120', code: 'provider_timeout' },
    { fault: 'headers that do not come', simulated: 'fault=slow-headers seconds=120', code: 'provider_timeout' },
    { fault: 'key refused (401)', simulated: 'fault=401', code: 'provider_misconfigured' },
    { fault: 'TLS that cannot be agreed on', simulated: 'TLS', code: 'provider_unavailable' },
  ].map((row) => ({ ...row, alone: 'failedBefore', withAnother: 'laterModel' }) as ProviderFault),
  {
    fault: 'content filter before the answer',
    simulated: 'fault=content-filter-error',
    ...{ alone: 'failedBefore', code: 'content_filtered', withAnother: 'failedBefore' },
  },
  {
    fault: 'content filter in the middle',
    simulated: 'fault=content-filter at=40',
    ...{ alone: 'filteredWithin', withAnother: 'filteredWithin' },
  },
  {
    fault: 'prompt longer than the context',
    simulated: 'fault=context-length',
    ...{ alone: 'failedBefore', code: 'context_overflow', withAnother: 'laterModel' },
  },
  ...[
    { fault: 'cut at token 40 of 60', simulated: 'fault=cut at=40', code: 'provider_bad_response' },
    {
      fault: 'cut at token 40 of 60, and the other model refuses to go on with a begun answer (prefill)',
      ...{ simulated: 'fault=cut at=40', code: 'provider_bad_response', anotherRefusesPrefill: true },
    },
    { fault: 'connection reset in the middle', simulated: 'fault=reset-middle at=40', code: 'provider_bad_response' },
    { fault: 'an error (529) inside the stream', simulated: 'fault=stream-error at=40', code: 'provider_unavailable' },
    { fault: 'stall in the middle', simulated: 'fault=stall at=40 seconds=120', code: 'provider_timeout' },
    { fault: 'an answer without an end', simulated: 'fault=endless tps=60', code: 'provider_timeout' },
  ].map((row) => ({ ...row, alone: 'cut', withAnother: 'rescued' }) as ProviderFault),
];
