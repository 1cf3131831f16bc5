import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentFile } from './settings/environment-file.ts';
import { configuredServices } from './settings/service-settings.ts';
import { configSchemaOf, globalConfigSchema } from './settings/settings-schema.ts';
import type { JsonSchema } from './values/json-schema.ts';
import { valuesSchema } from './values/values-schema.ts';

export const chartsFolder = join(import.meta.dirname, '..');
export const serviceCharts = [...configuredServices, 'frontend'];
export const umbrella = 'smart-ai-hub';

export type GeneratedFile = { path: string; text: string };

const DIALECT = 'http://json-schema.org/draft-07/schema#';
const readValues = (chart: string) => readFileSync(join(chartsFolder, chart, 'values.yaml'), 'utf8');
const print = (schema: JsonSchema): string => `${JSON.stringify(schema, undefined, 2)}\n`;

/** Helm puts these two into the values of every chart that has a parent, or the library as a part. */
const broughtByHelm: Record<string, JsonSchema> = {
  common: { type: 'object', description: 'The library; it has no values of its own.' },
  global: { type: 'object', description: 'What all parts know: see the values.yaml of smart-ai-hub.' },
};

function serviceSchema(chart: string): JsonSchema {
  const config = configuredServices.includes(chart)
    ? configSchemaOf(chart)
    : { type: 'object', additionalProperties: false };
  const options = { given: { config } };
  const shared = valuesSchema(readValues('common'), options, ['exports', 'defaults']);
  const own = valuesSchema(readValues(chart), options);
  return mergeSchemas(shared, own, chart);
}

/** A chart's own values refine those of the library, map by map. */
function mergeSchemas(base: JsonSchema, more: JsonSchema, chart: string): JsonSchema {
  const merged = { ...base.properties };
  for (const [key, schema] of Object.entries(more.properties ?? {})) {
    const known = merged[key];
    merged[key] =
      known?.properties === undefined || key === 'config'
        ? { ...known, ...schema }
        : { ...known, properties: { ...known.properties, ...schema.properties } };
  }
  const properties = { ...merged, ...broughtByHelm };
  return { $schema: DIALECT, title: `Values of ${chart}`, type: 'object', additionalProperties: false, properties };
}

function umbrellaSchema(): JsonSchema {
  const { properties } = valuesSchema(readValues(umbrella), { given: { 'global.config': globalConfigSchema() } });
  const parts = serviceCharts.map((chart) => [chart, { type: 'object', description: `Values of the chart ${chart}.` }]);
  const { common } = broughtByHelm;
  return {
    $schema: DIALECT,
    title: 'Values of Smart AI Hub',
    type: 'object',
    additionalProperties: false,
    properties: { ...properties, ...Object.fromEntries(parts), ...(common && { common }) },
  };
}

/** What `npm run charts -- --write` writes, and what `npm run charts` compares: paths are relative to charts/. */
export function generatedFiles(): GeneratedFile[] {
  return [
    ...configuredServices.map((service) => ({ path: `${service}/environment.yaml`, text: environmentFile(service) })),
    ...serviceCharts.map((chart) => ({ path: `${chart}/values.schema.json`, text: print(serviceSchema(chart)) })),
    { path: `${umbrella}/values.schema.json`, text: print(umbrellaSchema()) },
  ];
}
