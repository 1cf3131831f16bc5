/** How Anthropic names arguments that are no JSON: platform.claude.com/docs, fine-grained tool streaming. */
const BROKEN = 'INVALID_JSON';

type Json = Record<string, unknown>;

/** The input of a tool call as an object. Models now and then write broken JSON: it is handed over as what it is. */
export function toToolInput(argumentsJson: string): Json {
  return parseInput(argumentsJson) ?? { [BROKEN]: argumentsJson };
}

/** The way back: broken JSON becomes again what the model wrote, so that a provider of any dialect is told the same. */
export function toArgumentsJson(input: Json): string {
  const [[name, value] = [], ...others] = Object.entries(input);
  const isBroken = name === BROKEN && typeof value === 'string' && others.length === 0;
  return isBroken && parseInput(value) === undefined ? value : JSON.stringify(input);
}

function parseInput(json: string): Json | undefined {
  if (json.trim() === '') return {};
  try {
    const input: unknown = JSON.parse(json);
    return typeof input === 'object' && input !== null && !Array.isArray(input) ? (input as Json) : undefined;
  } catch {
    return undefined;
  }
}
