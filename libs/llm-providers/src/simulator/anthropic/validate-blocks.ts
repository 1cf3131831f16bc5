import type { IncomingHttpHeaders } from 'node:http';
import { findImageFault } from '../find-image-fault.ts';
import { type Json, isObject, objectsOf, textOf } from '../read-body-fields.ts';
import { invalidRequest } from './anthropic-errors.ts';
import { signThinking } from './sign-thinking.ts';

/** Members of a body that need a name in the `anthropic-beta` header. */
const BETA_OF_MEMBER: [member: string, beta: string][] = [
  ['context_management', 'context-management-2025-06-27'],
  ['mcp_servers', 'mcp-client-'],
];

export function validateBetas(body: Json, headers: IncomingHttpHeaders): void {
  const betas = textOf(headers['anthropic-beta']);
  const missing = BETA_OF_MEMBER.find(([member, beta]) => body[member] !== undefined && !betas.includes(beta));
  if (missing) throw invalidRequest(`${missing[0]}: Extra inputs are not permitted`);
  const deferred = objectsOf(body['tools']).findIndex((tool) => tool['defer_loading'] !== undefined);
  if (deferred !== -1 && !/advanced-tool-use|tool-search/.test(betas)) {
    throw invalidRequest(`tools.${deferred}.custom.defer_loading: Extra inputs are not permitted`);
  }
}

/** What Anthropic refuses of pictures and thinking, in messages and in the results of tools. */
export function validateBlocks(content: unknown, path: string): void {
  for (const [index, block] of objectsOf(content).entries()) {
    const place = `${path}.${index}`;
    const source = isObject(block['source']) ? block['source'] : {};
    if (block['type'] === 'image' && source['type'] === 'base64') validateImage(source, `${place}.image.source.base64`);
    if (block['type'] === 'tool_result') validateBlocks(block['content'], `${place}.tool_result.content`);
    if (block['type'] === 'thinking' && block['signature'] !== signThinking(textOf(block['thinking']))) {
      throw invalidRequest(`${place}: Invalid \`signature\` in \`thinking\` block`);
    }
  }
}

/** https://platform.claude.com/docs/en/build-with-claude/vision. */
const MAX_IMAGE_BYTES = 5 * 1024 * 1024;

function validateImage(source: Json, place: string): void {
  const bytes = Math.floor((textOf(source['data']).length * 3) / 4);
  if (bytes > MAX_IMAGE_BYTES) {
    throw invalidRequest(`${place}: image exceeds 5 MB maximum: ${bytes} bytes > ${MAX_IMAGE_BYTES} bytes`);
  }
  const mediaType = textOf(source['media_type']);
  const fault = findImageFault(mediaType, textOf(source['data']));
  if (fault === 'no-image') throw invalidRequest(`${place}: Could not process image`);
  if (fault === undefined) return;
  throw invalidRequest(
    `${place}: The image was specified using the ${mediaType} media type, but the image appears to be a ${fault.isType} image`,
  );
}
