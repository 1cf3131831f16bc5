import type { RequestReport } from '../requests/request-body.ts';
import type { ChatCompletionBody } from './chat-completion.schema.ts';

/**
 * Fields that only OpenAI's own dialect has: refused elsewhere where the answer would lack what was asked for, and named in a warning where
 * only its style or its cost would differ. What cannot be charged exactly is refused everywhere.
 */
export function reportUnsupportedFields(body: ChatCompletionBody, report: RequestReport): void {
  refuseUnpriced(body, report);
  refuseOtherAnswers(body, report);
  const ignored: Record<string, boolean> = {
    frequency_penalty: Boolean(body.frequency_penalty),
    presence_penalty: Boolean(body.presence_penalty),
    logit_bias: Object.keys(body.logit_bias ?? {}).length > 0,
    prediction: isSet(body.prediction),
    moderation: isSet(body.moderation),
    service_tier: isSet(body.service_tier) && body.service_tier !== 'auto' && body.service_tier !== 'default',
    verbosity: isSet(body.verbosity),
    store: body.store === true,
  };
  for (const [field, isIgnored] of Object.entries(ignored)) {
    if (isIgnored) report.warnUnlessNative(`${field} is not passed on`);
  }
}

function refuseOtherAnswers(body: ChatCompletionBody, report: RequestReport): void {
  if ((body.n ?? 1) > 1) report.refuseUnlessNative(['n'], 'must be 1 for this model: send one request for each answer');
  if (body.logprobs === true) report.refuseUnlessNative(['logprobs'], 'is not supported by the provider of this model');
  if ((body.top_logprobs ?? 0) > 0) {
    report.refuseUnlessNative(['top_logprobs'], 'is not supported by the provider of this model');
  }
}

/** Sound and OpenAI's own web search have prices that the price book does not hold. */
function refuseUnpriced(body: ChatCompletionBody, report: RequestReport): void {
  if (body.modalities?.some((modality) => modality !== 'text')) {
    report.refuse(['modalities'], 'must be ["text"]: other answers are not supported');
  }
  if (isSet(body.audio)) report.refuse(['audio'], 'is not supported');
  if (isSet(body.web_search_options)) report.refuse(['web_search_options'], 'is not supported');
  if (body.functions && body.functions.length > 0) {
    report.refuse(['functions'], 'is not supported any more: use tools');
  }
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
