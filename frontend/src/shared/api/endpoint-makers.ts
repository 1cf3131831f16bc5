import type { Endpoint } from '@smart-ai-hub/contracts';
import type { BaseQueryApi, BaseQueryFn, EndpointBuilder } from '@reduxjs/toolkit/query/react';
import type { AnyEndpointInput, EndpointInput, EndpointOutput } from './endpoint-query.ts';
import type { HubClient } from './hub-client.ts';
import type { Problem } from './problem.ts';
import { saveFile } from './save-file.ts';

/** What thunks and queries reach through the store's extra argument. */
export type StoreExtra = { client: HubClient };

type Call = { endpoint: Endpoint; input: AnyEndpointInput; headers?: Record<string, string> };

export const endpointBaseQuery: BaseQueryFn<Call, unknown, Problem> = async ({ endpoint, input, headers }, api) => {
  const { client } = api.extra as StoreExtra;
  const result = await client.send(endpoint, input, { signal: api.signal, ...(headers && { headers }) });
  if ('problem' in result) return { error: result.problem };
  return { data: endpoint.response === undefined ? null : await result.response.json() };
};

/** A `void` argument where nothing has to be passed, so that hooks can be called without one. */
type Argument<E> =
  unknown extends EndpointInput<E>
    ? void
    : object extends EndpointInput<E>
      ? void | EndpointInput<E>
      : EndpointInput<E>;

/** Makes the `query` of an RTK Query endpoint from its declaration in contracts. */
const callOf =
  <E extends Endpoint>(endpoint: E) =>
  (input: Argument<E>): Call => ({ endpoint, input: (input ?? {}) as AnyEndpointInput });

/** What a mutation makes out of date. */
export const tags = [
  'Balance',
  'Transactions',
  'Runs',
  'Budgets',
  'Keys',
  'Models',
  'Prices',
  'Webhooks',
  'Deliveries',
  'Batches',
  'Payments',
  'AutoTopUp',
  'Notices',
  'Contents',
  'Accounts',
  'PromoCodes',
] as const;
type Tag = (typeof tags)[number];

/** A call that may be repeated without being made twice: the hub knows it again by the key. */
type Keyed<E> = EndpointInput<E> & { idempotencyKey: string };

const keyedCallOf =
  <E extends Endpoint>(endpoint: E) =>
  ({ idempotencyKey, ...input }: Keyed<E>): Call => ({
    ...{ endpoint, input: input as AnyEndpointInput },
    headers: { 'idempotency-key': idempotencyKey },
  });

type FileInput<E> = EndpointInput<E> & { fileName: string };

/** Hands what an endpoint answers to the browser as a file. Nothing of it is kept in the store. */
const fileOf =
  <E extends Endpoint>(endpoint: E) =>
  async (
    { fileName, ...input }: FileInput<E>,
    { extra, signal }: Pick<BaseQueryApi, 'extra' | 'signal'>,
  ): Promise<{ data: null } | { error: Problem }> => {
    const { client } = extra as StoreExtra;
    const result = await client.send(endpoint, input as AnyEndpointInput, { signal });
    if ('problem' in result) return { error: result.problem };
    saveFile(await result.response.blob(), fileName);
    return { data: null };
  };

type Builder = EndpointBuilder<typeof endpointBaseQuery, Tag, 'hubApi'>;

/** How an endpoint becomes a query or a mutation: its form is the declaration's, and the cache tags are all that is added. */
export function makersOf(build: Builder) {
  return {
    query: <E extends Endpoint>(endpoint: E, ...providesTags: Tag[]) =>
      build.query<EndpointOutput<E>, Argument<E>>({ query: callOf(endpoint), providesTags }),
    mutation: <E extends Endpoint>(endpoint: E, ...invalidatesTags: Tag[]) =>
      build.mutation<EndpointOutput<E>, Argument<E>>({ query: callOf(endpoint), invalidatesTags }),
    keyedMutation: <E extends Endpoint>(endpoint: E, ...invalidatesTags: Tag[]) =>
      build.mutation<EndpointOutput<E>, Keyed<E>>({ query: keyedCallOf(endpoint), invalidatesTags }),
    file: <E extends Endpoint>(endpoint: E) => build.mutation<null, FileInput<E>>({ queryFn: fileOf(endpoint) }),
  };
}
export type Makers = ReturnType<typeof makersOf>;
