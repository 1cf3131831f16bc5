import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** Which side of a schema is meant: what a caller may send, or what an answer holds. They differ by defaults and transforms. */
export type SchemaSide = 'input' | 'output';

export type ComponentSchemas = {
  /** A schema as JSON Schema 2020-12, in which every schema that has an id is a reference to the components. */
  write(schema: z.ZodType, side: SchemaSide): JsonSchema;
  /** The components that were written so far, by id. */
  list(): Record<string, JsonSchema>;
};

/** Writes zod schemas for the API document and gathers those that have an id, which then stand under `components/schemas`. */
export function createComponentSchemas(): ComponentSchemas {
  const components = new Map<string, JsonSchema>();

  const add = (id: string, schema: JsonSchema): void => {
    const known = components.get(id);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`two schemas of the API document have the id ${id}, or its input differs from its output`);
    }
    components.set(id, schema);
  };

  return {
    write(schema, side) {
      const { $schema, $defs, ...root } = writeWithDefinitions(schema, side);
      for (const [id, definition] of Object.entries($defs ?? {})) add(id, withoutId(definition));
      return withoutId(root);
    },
    list: () => Object.fromEntries([...components].sort(([one], [other]) => one.localeCompare(other))),
  };
}

type Written = JsonSchema & { $defs?: Record<string, JsonSchema> };

function writeWithDefinitions(schema: z.ZodType, side: SchemaSide): Written {
  // A schema within another one, so that one that has an id becomes a definition even where it is the root.
  const written = z.toJSONSchema(z.tuple([schema]), {
    io: side,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => tidy(zodSchema._zod.def, jsonSchema),
  });
  const text = JSON.stringify(written).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { prefixItems, $defs } = JSON.parse(text) as { prefixItems: [JsonSchema]; $defs?: Record<string, JsonSchema> };
  return { ...prefixItems[0], ...($defs !== undefined && { $defs }) };
}

/** What zod writes beyond what a reader of the document should rely on. */
function tidy(def: z.core.$ZodTypes['_zod']['def'], schema: z.core.JSONSchema.BaseSchema): void {
  // An answer may gain members; only what was declared as strict is closed.
  if (def.type === 'object' && def.catchall?._zod.def.type !== 'never') delete schema.additionalProperties;
  // The format says it; zod's pattern is its own check of the same.
  if (schema.format !== undefined) delete schema.pattern;
  for (const bound of ['minimum', 'maximum'] as const) {
    if (Math.abs(Number(schema[bound])) === Number.MAX_SAFE_INTEGER) delete schema[bound];
  }
}

function withoutId({ id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
