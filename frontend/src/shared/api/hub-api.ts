import {
  accountEndpoints,
  apiKeyEndpoints,
  batchEndpoints,
  budgetEndpoints,
  creditEndpoints,
  type Endpoint,
  modelEndpoints,
  noticeEndpoints,
  paymentEndpoints,
  priceEndpoints,
  promoCodeEndpoints,
  providerEndpoints,
  queueBoardEndpoints,
  runHistoryEndpoints,
  webhookEndpoints,
} from '@smart-ai-hub/contracts';
import { type BaseQueryApi, type BaseQueryFn, createApi, type EndpointBuilder } from '@reduxjs/toolkit/query/react';
import type { AnyEndpointInput, EndpointInput, EndpointOutput } from './endpoint-query.ts';
import type { HubClient } from './hub-client.ts';
import type { Problem } from './problem.ts';
import { saveFile } from './save-file.ts';

/** What thunks and queries reach through the store's extra argument. */
export type StoreExtra = { client: HubClient };

type Call = { endpoint: Endpoint; input: AnyEndpointInput; headers?: Record<string, string> };

const endpointBaseQuery: BaseQueryFn<Call, unknown, Problem> = async ({ endpoint, input, headers }, api) => {
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

const tags = [
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
  'Notices',
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

/** Hands what an endpoint answers to the browser as a file. Nothing of it is kept in the store. */
const fileOf =
  <E extends Endpoint>(endpoint: E) =>
  async (
    { fileName, ...input }: EndpointInput<E> & { fileName: string },
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
function makersOf(build: Builder) {
  return {
    build,
    query: <E extends Endpoint>(endpoint: E, ...providesTags: Tag[]) =>
      build.query<EndpointOutput<E>, Argument<E>>({ query: callOf(endpoint), providesTags }),
    mutation: <E extends Endpoint>(endpoint: E, ...invalidatesTags: Tag[]) =>
      build.mutation<EndpointOutput<E>, Argument<E>>({ query: callOf(endpoint), invalidatesTags }),
  };
}
type Makers = ReturnType<typeof makersOf>;

const accountCalls = (make: Makers) => ({
  register: make.mutation(accountEndpoints.register),
  login: make.mutation(accountEndpoints.login),
  logout: make.mutation(accountEndpoints.logout),
  me: make.query(accountEndpoints.me),
});

const moneyCalls = (make: Makers) => ({
  balance: make.query(creditEndpoints.readBalance, 'Balance'),
  transactions: make.query(creditEndpoints.listTransactions, 'Transactions'),
  saveTransactions: make.build.mutation({ queryFn: fileOf(creditEndpoints.exportTransactions) }),
  packages: make.query(paymentEndpoints.listPackages),
  checkout: make.mutation(paymentEndpoints.checkout, 'Payments'),
  payments: make.query(paymentEndpoints.listPayments, 'Payments'),
  payment: make.query(paymentEndpoints.readPayment),
  redeemPromoCode: make.mutation(promoCodeEndpoints.redeemPromoCode, 'Balance', 'Transactions'),
  notices: make.query(noticeEndpoints.listNotices, 'Notices'),
  markNoticesRead: make.mutation(noticeEndpoints.markNoticesRead, 'Notices'),
  noticeWishes: make.query(noticeEndpoints.readNoticeWishes, 'Notices'),
  setNoticeWishes: make.mutation(noticeEndpoints.setNoticeWishes, 'Notices'),
  budgets: make.query(budgetEndpoints.readBudgets, 'Budgets'),
  setBudgets: make.mutation(budgetEndpoints.setBudgets, 'Budgets'),
});

const modelCalls = (make: Makers) => ({
  status: make.query(providerEndpoints.readStatus),
  models: make.query(modelEndpoints.listModels, 'Models'),
  prices: make.query(priceEndpoints.listPrices, 'Prices'),
  setPrice: make.mutation(priceEndpoints.setPrice, 'Prices', 'Models'),
  endPrice: make.mutation(priceEndpoints.endPrice, 'Prices', 'Models'),
  openQueueBoard: make.mutation(queueBoardEndpoints.openQueueBoard),
  runs: make.query(runHistoryEndpoints.listRuns, 'Runs'),
});

const developerCalls = (make: Makers) => ({
  apiKeys: make.query(apiKeyEndpoints.listApiKeys, 'Keys'),
  createApiKey: make.mutation(apiKeyEndpoints.createApiKey, 'Keys'),
  changeApiKey: make.mutation(apiKeyEndpoints.changeApiKey, 'Keys'),
  revokeApiKey: make.mutation(apiKeyEndpoints.revokeApiKey, 'Keys'),
  batches: make.query(batchEndpoints.listBatches, 'Batches'),
  createBatch: make.build.mutation<
    EndpointOutput<typeof batchEndpoints.createBatch>,
    Keyed<typeof batchEndpoints.createBatch>
  >({
    query: keyedCallOf(batchEndpoints.createBatch),
    invalidatesTags: ['Batches'],
  }),
  cancelBatch: make.mutation(batchEndpoints.cancelBatch, 'Batches'),
  saveBatchResults: make.build.mutation({ queryFn: fileOf(batchEndpoints.readBatchResults) }),
  webhooks: make.query(webhookEndpoints.listWebhooks, 'Webhooks'),
  createWebhook: make.mutation(webhookEndpoints.createWebhook, 'Webhooks'),
  changeWebhook: make.mutation(webhookEndpoints.changeWebhook, 'Webhooks'),
  rotateWebhookSecret: make.mutation(webhookEndpoints.rotateWebhookSecret, 'Webhooks'),
  deleteWebhook: make.mutation(webhookEndpoints.deleteWebhook, 'Webhooks'),
  testWebhook: make.mutation(webhookEndpoints.testWebhook, 'Deliveries'),
  webhookDeliveries: make.query(webhookEndpoints.listWebhookDeliveries, 'Deliveries'),
  redeliverWebhook: make.mutation(webhookEndpoints.redeliverWebhook, 'Deliveries'),
});

/** All server data of the web app. Each endpoint comes from its declaration in contracts. */
export const hubApi = createApi({
  reducerPath: 'hubApi',
  baseQuery: endpointBaseQuery,
  tagTypes: tags,
  keepUnusedDataFor: 120,
  endpoints: (build) => {
    const make = makersOf(build);
    return { ...accountCalls(make), ...moneyCalls(make), ...modelCalls(make), ...developerCalls(make) };
  },
});

export const {
  useRegisterMutation,
  useLoginMutation,
  useMeQuery,
  useBalanceQuery,
  useTransactionsQuery,
  useSaveTransactionsMutation,
  usePackagesQuery,
  useCheckoutMutation,
  usePaymentsQuery,
  usePaymentQuery,
  useRedeemPromoCodeMutation,
  useNoticesQuery,
  useMarkNoticesReadMutation,
  useNoticeWishesQuery,
  useSetNoticeWishesMutation,
  useBudgetsQuery,
  useSetBudgetsMutation,
  useStatusQuery,
  useModelsQuery,
  usePricesQuery,
  useSetPriceMutation,
  useEndPriceMutation,
  useOpenQueueBoardMutation,
  useRunsQuery,
  useApiKeysQuery,
  useCreateApiKeyMutation,
  useChangeApiKeyMutation,
  useRevokeApiKeyMutation,
  useBatchesQuery,
  useCreateBatchMutation,
  useCancelBatchMutation,
  useSaveBatchResultsMutation,
  useWebhooksQuery,
  useCreateWebhookMutation,
  useChangeWebhookMutation,
  useRotateWebhookSecretMutation,
  useDeleteWebhookMutation,
  useTestWebhookMutation,
  useWebhookDeliveriesQuery,
  useRedeliverWebhookMutation,
} = hubApi;
