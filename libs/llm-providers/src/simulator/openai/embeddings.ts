import { createRandom, hashText } from '../answer/seeded-random.ts';
import { countSimulatorTokens } from '../answer/tokens.ts';
import { type Json, stringsOf, textOf } from '../read-body-fields.ts';
import { invalidRequest } from './openai-errors.ts';

const DEFAULT_DIMENSIONS = 1_536;
const MAX_DIMENSIONS = 4_096;

/** Unit vectors that depend on the text alone; the SDKs ask for base64 and decode it themselves. */
export function renderEmbeddings(body: Json): string {
  const inputs = typeof body['input'] === 'string' ? [body['input']] : stringsOf(body['input']);
  if (textOf(body['model']) === '') throw invalidRequest('you must provide a model parameter');
  if (inputs.length === 0)
    throw invalidRequest("Missing required parameter: 'input'.", 'input', 'missing_required_parameter');
  const wanted = typeof body['dimensions'] === 'number' ? body['dimensions'] : DEFAULT_DIMENSIONS;
  const dimensions = Math.min(MAX_DIMENSIONS, Math.max(1, Math.floor(wanted)));
  const tokens = inputs.reduce((sum, input) => sum + countSimulatorTokens(input), 0);
  const data = inputs.map((input, index) => {
    const vector = vectorOf(input, dimensions);
    const embedding =
      body['encoding_format'] === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
    return { object: 'embedding', index, embedding };
  });
  return JSON.stringify({
    object: 'list',
    data,
    model: body['model'],
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

function vectorOf(text: string, dimensions: number): Float32Array {
  const random = createRandom(hashText(text));
  const vector = Float32Array.from({ length: dimensions }, () => random() * 2 - 1);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
