import { createHash } from 'node:crypto';

/** What a function of another dialect stands for: a tool in a namespace, or one whose input is plain text. */
export type ToolIdentity = { name: string; namespace?: string; isCustom: boolean };

/** By the names that other dialects know them by; tools that are the same there are not in it. */
export type ToolNames = Record<string, ToolIdentity>;

/** The most that all providers take. */
const MAX_LENGTH = 64;
const HASH_LENGTH = 8;

/** Other dialects have no namespaces: they become a part of the name, shortened where that gets too long. */
export function toFlatName(name: string, namespace: string | null | undefined): string {
  if (!namespace) return name;
  const flat = `${namespace}__${name}`;
  if (flat.length <= MAX_LENGTH) return flat;
  const hash = createHash('sha256').update(flat).digest('hex').slice(0, HASH_LENGTH);
  return `${flat.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}_${hash}`;
}

/** A custom tool's input as the arguments of the function that stands for it. */
export function toCustomArguments(input: string): string {
  return JSON.stringify({ input });
}

/** The input in the arguments of such a function; what a model wrote otherwise is handed over as it is. */
export function customInputOf(argumentsJson: string): string {
  try {
    const value: unknown = JSON.parse(argumentsJson);
    const input = typeof value === 'object' && value !== null && 'input' in value ? value.input : undefined;
    if (typeof input === 'string') return input;
  } catch {
    // Told below, like arguments of another form.
  }
  return argumentsJson;
}

/** Gathers the tools that other dialects know by another name or in another form. */
export function noteTool(names: ToolNames, { name, namespace, isCustom }: ToolIdentity): string {
  const flat = toFlatName(name, namespace);
  if (isCustom || namespace !== undefined)
    names[flat] = { name, ...(namespace !== undefined && { namespace }), isCustom };
  return flat;
}
