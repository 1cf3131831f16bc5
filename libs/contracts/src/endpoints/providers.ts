import { z } from 'zod';
import { defineEndpoint } from './define-endpoint.ts';

/** `unknown`: nobody has called it in the last minutes, and nobody could ask it for its models. */
export const healthStatusSchema = z.enum(['operational', 'degraded', 'down', 'unknown']);
export type HealthStatus = z.output<typeof healthStatusSchema>;

const standingSchema = z.object({
  status: healthStatusSchema,
  since: z.iso.datetime().describe('Since when it has this status.'),
});

/** Of the last ten minutes; null where nobody has called. */
const measuredSchema = standingSchema.extend({
  successRate: z.number().min(0).max(1).nullable(),
  firstTokenP50Ms: z.number().int().nullable(),
  firstTokenP95Ms: z.number().int().nullable(),
});

export const providerHealthSchema = measuredSchema
  .extend({
    id: z.string(),
    calls: z.number().int(),
    limitedCalls: z.number().int().describe('Calls that the provider answered with a limit (429, 529).'),
    models: z.array(
      measuredSchema.extend({
        id: z.string(),
        circuit: z.enum(['closed', 'open']).describe('Open: it failed too often and is left alone for a while.'),
        opensAgainAt: z.iso.datetime().nullable(),
      }),
    ),
    lastListing: z
      .object({
        at: z.iso.datetime(),
        isReachable: z.boolean(),
        models: z.number().int(),
      })
      .nullable(),
  })
  .meta({ id: 'ProviderHealth' });
export type ProviderHealth = z.output<typeof providerHealthSchema>;

export const hubStatusSchema = z
  .object({
    status: healthStatusSchema,
    providers: z.array(
      measuredSchema.extend({
        id: z.string(),
        models: z
          .array(standingSchema.extend({ id: z.string() }))
          .describe('Those that were called in the last ten minutes, or are left alone for a while.'),
      }),
    ),
    at: z.iso.datetime(),
  })
  .meta({ id: 'HubStatus' });
export type HubStatus = z.output<typeof hubStatusSchema>;

export const providerEndpoints = {
  listProviders: defineEndpoint({
    method: 'GET',
    path: '/api/providers',
    summary: 'How the providers and their models do, by the calls of the last ten minutes',
    auth: 'caller',
    status: 200,
    response: z.object({ providers: z.array(providerHealthSchema) }),
    errors: ['dependency_unavailable'],
  }),
  readStatus: defineEndpoint({
    method: 'GET',
    path: '/api/status',
    summary: 'How the providers and their models do, to anybody',
    auth: 'public',
    status: 200,
    response: hubStatusSchema,
    errors: ['dependency_unavailable'],
  }),
};
