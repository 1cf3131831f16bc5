import type { IncomingHttpHeaders } from 'node:http';
import type { PlannedAnswer } from './answer/plan-answer.ts';
import type { WireNoise } from './apply-fault.ts';
import type { PrefixCache } from './prefix-cache.ts';
import type { SimulatedCall, WireError } from './simulated-call.ts';
import type { ReportedUsage } from './simulator-stats.ts';
import type { WriteStep } from './steps.ts';

export type RenderInput = {
  /** Unique and of the dialect's form. */
  messageId: string;
  requestId: string;
  call: SimulatedCall;
  answer: PlannedAnswer;
  /** What the caller is told; undefined when usage is to be missing. */
  usage: ReportedUsage | undefined;
};

/** One provider's way of speaking. Everything around it (pace, faults, counting) is common. */
export type WireDialect = {
  name: 'anthropic' | 'openai' | 'compatible';
  requestIdHeader: string;
  messageIdPrefix: string;
  /** Further headers of an ordinary answer. */
  headers: Record<string, string>;
  checkCredentials(headers: IncomingHttpHeaders): void;
  /** Throws WireErrorThrown with the provider's own words for a body it would refuse. */
  readCall(body: Record<string, unknown>, headers: IncomingHttpHeaders, cache: PrefixCache): SimulatedCall;
  renderStream(input: RenderInput): WriteStep[];
  renderJson(input: RenderInput): string;
  renderError(error: WireError, requestId: string): string;
  noise(input: { messageId: string; model: string }): WireNoise;
  errors: DialectErrors;
};

/** The refusals that faults ask for, in the dialect's words. */
export type DialectErrors = {
  rateLimit: WireError;
  serverError: WireError;
  unavailable: WireError;
  overloaded: WireError;
  unauthorized: WireError;
  forbidden: WireError;
  contentFilter: WireError;
  contextLength: WireError;
  prefill: WireError;
  malformedJson: WireError;
  tooLarge: WireError;
  notFound: WireError;
};
