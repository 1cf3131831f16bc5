type Schema = Record<string, unknown>;

const MAX_DEPTH = 5;

/** Arguments that satisfy a tool's JSON schema as far as its types, enums and bounds go; texts are taken from the question. */
export function sampleArguments(schema: Schema, question: string): Record<string, unknown> {
  const value = sample({ ...schema, type: 'object' }, question, 0);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function sample(schema: Schema, question: string, depth: number): unknown {
  const given = schema['const'] ?? schema['default'] ?? firstOf(schema['examples']) ?? firstOf(schema['enum']);
  if (given !== undefined) return given;
  const choice = firstOf(schema['anyOf']) ?? firstOf(schema['oneOf']);
  if (isSchema(choice) && depth < MAX_DEPTH) return sample(choice, question, depth + 1);
  const type = Array.isArray(schema['type']) ? schema['type'].find((name) => name !== 'null') : schema['type'];
  switch (type) {
    case 'object':
      return depth < MAX_DEPTH ? sampleObject(schema, question, depth) : {};
    case 'array':
      return isSchema(schema['items']) && depth < MAX_DEPTH ? [sample(schema['items'], question, depth + 1)] : [];
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return sampleText(question, schema['maxLength']);
  }
}

/** Required properties; all of them when none is required. */
function sampleObject(schema: Schema, question: string, depth: number): Schema {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const names = Object.keys(properties).filter((name) => required.length === 0 || required.includes(name));
  return Object.fromEntries(
    names.map((name) => {
      const property = properties[name];
      return [name, sample(isSchema(property) ? property : {}, question, depth + 1)];
    }),
  );
}

/** A proper name out of the question reads best (`weather in Paris` → `Paris`); else its last words. */
function sampleText(question: string, maxLength: unknown): string {
  const words = question
    .replace(/[^\p{L}\p{N}\s-]/gu, ' ')
    .trim()
    .split(/\s+/);
  const name = words.slice(1).find((word) => /^\p{Lu}\p{Ll}/u.test(word));
  const text = name ?? words.slice(-3).join(' ');
  return typeof maxLength === 'number' ? text.slice(0, maxLength) : text;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
