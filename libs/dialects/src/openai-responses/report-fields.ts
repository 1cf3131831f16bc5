import type { RequestReport } from '../requests/request-body.ts';
import type { ResponsesBody } from './responses.schema.ts';

/**
 * Refuses what the hub does not keep, names what only a provider of this dialect does, and leaves the rest alone. A stored prompt or
 * conversation would be the operator's own at the provider, not the caller's.
 */
export function reportFields(body: ResponsesBody, report: RequestReport): void {
  if (isSet(body.conversation)) report.refuse(['conversation'], 'is not supported: use previous_response_id');
  if (isSet(body.prompt)) report.refuse(['prompt'], 'is not supported: send instructions and input');
  if (body.background === true && body.store === false) {
    report.refuse(['background'], 'needs store: an answer that is not kept cannot be fetched later');
  }
  if ((body.top_logprobs ?? 0) > 0) report.refuseUnlessNative(['top_logprobs'], 'is not supported by this model');
  body.include?.forEach((name, index) => {
    if (name === 'message.output_text.logprobs') {
      report.refuseUnlessNative(['include', index], 'is not supported by this model');
    }
  });
  const ignored: Record<string, boolean> = {
    'text.verbosity': isSet(body.text?.verbosity),
    truncation: body.truncation === 'auto',
    max_tool_calls: isSet(body.max_tool_calls),
    prompt_cache_key: isSet(body.prompt_cache_key),
    context_management: (body.context_management ?? []).length > 0,
    moderation: isSet(body.moderation),
    service_tier: isSet(body.service_tier) && body.service_tier !== 'auto' && body.service_tier !== 'default',
  };
  for (const [field, isIgnored] of Object.entries(ignored)) {
    if (isIgnored) report.warnUnlessNative(`${field} is not passed on`);
  }
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
