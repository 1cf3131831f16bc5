/**
 * The input of a tool call as an object. Models now and then write broken JSON: it is handed over under the name that Anthropic
 * documents for it (https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/fine-grained-tool-streaming).
 */
export function toToolInput(argumentsJson: string): Record<string, unknown> {
  if (argumentsJson.trim() === '') return {};
  try {
    const input: unknown = JSON.parse(argumentsJson);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  } catch {
    // Told below, like JSON that is no object.
  }
  return { INVALID_JSON: argumentsJson };
}
