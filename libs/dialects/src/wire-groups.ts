import type { EndpointGroup } from '@smart-ai-hub/contracts';
import { messageEndpoints } from './anthropic-messages/messages.endpoint.ts';
import { tokenCountEndpoints } from './anthropic-messages/token-count.endpoint.ts';
import { modelListEndpoints } from './model-list.endpoint.ts';
import { embeddingsEndpoints } from './openai-embeddings/embeddings.endpoint.ts';
import { responsesEndpoints } from './openai-responses/responses.endpoint.ts';
import { chatCompletionEndpoints } from './openai-chat/chat-completion.endpoint.ts';

/** Every public endpoint that speaks a provider's dialect, in the order of the API document. */
export const wireGroups = [
  { tag: 'OpenAI', service: 'api-gateway', endpoints: chatCompletionEndpoints },
  { tag: 'OpenAI', service: 'api-gateway', endpoints: responsesEndpoints },
  { tag: 'OpenAI', service: 'api-gateway', endpoints: embeddingsEndpoints },
  { tag: 'Anthropic', service: 'api-gateway', endpoints: messageEndpoints },
  { tag: 'Anthropic', service: 'api-gateway', endpoints: tokenCountEndpoints },
  { tag: 'OpenAI and Anthropic', service: 'api-gateway', endpoints: modelListEndpoints },
] as const satisfies readonly EndpointGroup[];
