import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { JsonSchema } from '../values/json-schema.ts';
import { type Setting, configuredServices, settingsOf } from './service-settings.ts';

const CONFIGURATION_PAGE = join(import.meta.dirname, '../../../docs/operators/configuration.md');

/** What docs/operators/configuration.md says of each variable, by its name; a test there keeps it whole. */
function readDescriptions(): Map<string, string> {
  const page = readFileSync(CONFIGURATION_PAGE, 'utf8');
  const rows = page.matchAll(/^\| `([A-Z][A-Z0-9_]+)` \| (.*?) \| (.*) \|$/gm);
  return new Map(
    [...rows].map(([, name = '', byDefault, text]) => [
      name,
      `${withoutLinks(text ?? '')} (default: ${withoutLinks(byDefault ?? '')})`,
    ]),
  );
}

const withoutLinks = (text: string): string => text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');

const accepts = (field: z.ZodType, text: string): boolean => field.safeParse(text).success;

/** A setting as values may write it: an environment holds text only, values may also have numbers, booleans and lists. */
function settingSchema({ field }: Setting): JsonSchema {
  const isChoosy = !accepts(field, 'neither this nor that');
  if (isChoosy && accepts(field, 'true') && accepts(field, 'false')) return { enum: [true, false, 'true', 'false'] };
  if (isChoosy && accepts(field, '{}')) return { type: ['string', 'object'] };
  if (isChoosy && accepts(field, '[]')) return { type: ['string', 'array'] };
  const {
    $schema: _,
    default: __,
    description: ___,
    format: ____,
    ...schema
  } = z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' });
  if (schema.type === 'string' && schema.pattern?.startsWith('^\\d') === true) {
    return { ...schema, type: ['number', 'string'], minimum: 0 } as JsonSchema;
  }
  return schema as JsonSchema;
}

const REFUSED = {
  secret: 'Refused here, because it is a secret: its place is the secret that global.secrets.existingSecret names.',
  wired: 'Refused here: the chart sets it.',
};

function propertiesOf(services: readonly string[]): Record<string, JsonSchema> {
  const descriptions = readDescriptions();
  const properties: Record<string, JsonSchema> = {};
  for (const { settings, wired, secrets } of services.map(settingsOf)) {
    for (const setting of settings)
      properties[setting.name] = { ...settingSchema(setting), description: descriptions.get(setting.name) ?? '' };
    // The templates refuse these, with a sentence that says what to do; a schema could only say that they are unknown.
    for (const { name } of wired) properties[name] = { description: REFUSED.wired };
    for (const { name } of secrets) properties[name] = { description: REFUSED.secret };
  }
  return Object.fromEntries(Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The schema of `<service>.config`. */
export const configSchemaOf = (service: string): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: propertiesOf([service]),
});

/** The schema of `global.config`. */
export const globalConfigSchema = (): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: propertiesOf(configuredServices),
});
