import { type Pair, type YAMLMap, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { JsonSchema } from './json-schema.ts';
import { shapeAt } from './value-shapes.ts';

type Options = {
  /** Schemas that stand at a path in place of what its default says. */
  given: Record<string, JsonSchema>;
};

const commentText = (comment: string | null | undefined): string =>
  (comment ?? '')
    .split(/\n\s*\n/)
    .at(-1)
    ?.replaceAll(/\s*\n\s*/g, ' ')
    .trim() ?? '';

/** The comment above a key; that of a map's first key belongs to the map, as the YAML library sees it. */
function commentAbove(pair: Pair, map: YAMLMap): string {
  const own = isScalar(pair.key) ? commentText(pair.key.commentBefore) : '';
  return own === '' && map.items[0] === pair ? commentText(map.commentBefore) : own;
}

function schemaOfScalar(value: unknown, path: string): JsonSchema {
  if (typeof value === 'string') return { type: 'string' };
  if (typeof value === 'boolean') return { type: 'boolean' };
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
  throw new Error(`${path} has no default: say what it may be in charts/checks/values/value-shapes.ts`);
}

function schemaOfValue(value: unknown, path: string, inherited: string, options: Options): JsonSchema {
  const given = options.given[path] ?? shapeAt(path);
  if (given !== undefined) return given;
  if (isMap(value) && value.items.length > 0) return schemaOfMap(value, path, inherited, options);
  if (isMap(value) || isSeq(value))
    throw new Error(`${path} is empty or a list: say what it holds in charts/checks/values/value-shapes.ts`);
  return schemaOfScalar(isScalar(value) ? value.value : undefined, path);
}

function schemaOfMap(map: YAMLMap, path: string, inherited: string, options: Options): JsonSchema {
  const properties = map.items.map((pair) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    const at = path === '' ? key : `${path}.${key}`;
    const description = commentAbove(pair, map);
    const schema = schemaOfValue(pair.value, at, description || inherited, options);
    if (schema.description === undefined && description + inherited === '')
      throw new Error(`${at} needs a comment above it`);
    return [key, { ...(description !== '' && { description }), ...schema }] as const;
  });
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

/** The schema of one values.yaml: types from the defaults, descriptions from the comments. `within` leads to the part that counts. */
export function valuesSchema(source: string, options: Options, within: readonly string[] = []): JsonSchema {
  const node: unknown = within.length === 0 ? parseDocument(source).contents : parseDocument(source).getIn(within);
  if (!isMap(node)) throw new Error(`there are no values at ${within.join('.') || 'the top'}`);
  return schemaOfMap(node, '', '', options);
}
