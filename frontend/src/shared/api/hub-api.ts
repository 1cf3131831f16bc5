import {
  accountEndpoints,
  apiKeyEndpoints,
  creditEndpoints,
  type Endpoint,
  modelEndpoints,
  priceEndpoints,
  runHistoryEndpoints,
} from '@smart-ai-hub/contracts';
import { type BaseQueryFn, createApi } from '@reduxjs/toolkit/query/react';
import type { AnyEndpointInput, EndpointInput, EndpointOutput } from './endpoint-query.ts';
import type { HubClient } from './hub-client.ts';
import type { Problem } from './problem.ts';

/** What thunks and queries reach through the store's extra argument. */
export type StoreExtra = { client: HubClient };

type Call = { endpoint: Endpoint; input: AnyEndpointInput };

const endpointBaseQuery: BaseQueryFn<Call, unknown, Problem> = async ({ endpoint, input }, api) => {
  const { client } = api.extra as StoreExtra;
  const result = await client.send(endpoint, input, { signal: api.signal });
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

const tags = ['Balance', 'Transactions', 'Runs', 'Keys', 'Models', 'Prices'] as const;
type Tag = (typeof tags)[number];

/** All server data of the web app. Each endpoint comes from its declaration in contracts, and adds only its cache tags. */
export const hubApi = createApi({
  reducerPath: 'hubApi',
  baseQuery: endpointBaseQuery,
  tagTypes: tags,
  keepUnusedDataFor: 120,
  endpoints: (build) => {
    const query = <E extends Endpoint>(endpoint: E, ...providesTags: Tag[]) =>
      build.query<EndpointOutput<E>, Argument<E>>({ query: callOf(endpoint), providesTags });
    const mutation = <E extends Endpoint>(endpoint: E, ...invalidatesTags: Tag[]) =>
      build.mutation<EndpointOutput<E>, Argument<E>>({ query: callOf(endpoint), invalidatesTags });
    return {
      register: mutation(accountEndpoints.register),
      login: mutation(accountEndpoints.login),
      logout: mutation(accountEndpoints.logout),
      me: query(accountEndpoints.me),
      balance: query(creditEndpoints.readBalance, 'Balance'),
      transactions: query(creditEndpoints.listTransactions, 'Transactions'),
      models: query(modelEndpoints.listModels, 'Models'),
      prices: query(priceEndpoints.listPrices, 'Prices'),
      setPrice: mutation(priceEndpoints.setPrice, 'Prices', 'Models'),
      endPrice: mutation(priceEndpoints.endPrice, 'Prices', 'Models'),
      runs: query(runHistoryEndpoints.listRuns, 'Runs'),
      apiKeys: query(apiKeyEndpoints.listApiKeys, 'Keys'),
      createApiKey: mutation(apiKeyEndpoints.createApiKey, 'Keys'),
      changeApiKey: mutation(apiKeyEndpoints.changeApiKey, 'Keys'),
      revokeApiKey: mutation(apiKeyEndpoints.revokeApiKey, 'Keys'),
    };
  },
});

export const {
  useRegisterMutation,
  useLoginMutation,
  useMeQuery,
  useBalanceQuery,
  useTransactionsQuery,
  useModelsQuery,
  usePricesQuery,
  useSetPriceMutation,
  useEndPriceMutation,
  useRunsQuery,
  useApiKeysQuery,
  useCreateApiKeyMutation,
  useChangeApiKeyMutation,
  useRevokeApiKeyMutation,
} = hubApi;
