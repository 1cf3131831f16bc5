import { parseAllDocuments } from 'yaml';

/** A value of JSON, as YAML gives it. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json | undefined };

export type Manifest = {
  apiVersion: string;
  kind: string;
  name: string;
  /** The whole object. */
  body: JsonObject;
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object at a path, or an empty one. */
export function objectAt(value: unknown, ...path: string[]): JsonObject {
  const found = valueAt(value, ...path);
  return isObject(found) ? found : {};
}

/** The list at a path, or an empty one. */
export function listAt(value: unknown, ...path: string[]): Json[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function valueAt(value: unknown, ...path: string[]): Json | undefined {
  let found: unknown = value;
  for (const step of path) found = isObject(found) ? found[step] : undefined;
  return found as Json | undefined;
}

/** Labels or another map of texts. */
export const textsAt = (value: unknown, ...path: string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(objectAt(value, ...path)).map(([key, text]) => [key, String(text)]));

/** All objects of a rendering. Throws on what is no YAML, or no object of Kubernetes. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    const body: unknown = document.toJS();
    if (body === null || body === undefined) return [];
    const { apiVersion, kind } = objectAt(body);
    const { name } = objectAt(body, 'metadata');
    if (!isObject(body) || typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string')
      throw new Error(`not an object of Kubernetes: ${JSON.stringify(body).slice(0, 200)}`);
    return [{ apiVersion, kind, name, body }];
  });
}
