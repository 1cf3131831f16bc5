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
import { type BaseQueryApi, type BaseQueryFn, createApi } from '@reduxjs/toolkit/query/react';
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
      saveTransactions: build.mutation({ queryFn: fileOf(creditEndpoints.exportTransactions) }),
      packages: query(paymentEndpoints.listPackages),
      checkout: mutation(paymentEndpoints.checkout, 'Payments'),
      payments: query(paymentEndpoints.listPayments, 'Payments'),
      payment: query(paymentEndpoints.readPayment),
      redeemPromoCode: mutation(promoCodeEndpoints.redeemPromoCode, 'Balance', 'Transactions'),
      notices: query(noticeEndpoints.listNotices, 'Notices'),
      markNoticesRead: mutation(noticeEndpoints.markNoticesRead, 'Notices'),
      noticeWishes: query(noticeEndpoints.readNoticeWishes, 'Notices'),
      setNoticeWishes: mutation(noticeEndpoints.setNoticeWishes, 'Notices'),
      budgets: query(budgetEndpoints.readBudgets, 'Budgets'),
      setBudgets: mutation(budgetEndpoints.setBudgets, 'Budgets'),
      status: query(providerEndpoints.readStatus),
      models: query(modelEndpoints.listModels, 'Models'),
      prices: query(priceEndpoints.listPrices, 'Prices'),
      setPrice: mutation(priceEndpoints.setPrice, 'Prices', 'Models'),
      endPrice: mutation(priceEndpoints.endPrice, 'Prices', 'Models'),
      openQueueBoard: mutation(queueBoardEndpoints.openQueueBoard),
      runs: query(runHistoryEndpoints.listRuns, 'Runs'),
      apiKeys: query(apiKeyEndpoints.listApiKeys, 'Keys'),
      createApiKey: mutation(apiKeyEndpoints.createApiKey, 'Keys'),
      changeApiKey: mutation(apiKeyEndpoints.changeApiKey, 'Keys'),
      revokeApiKey: mutation(apiKeyEndpoints.revokeApiKey, 'Keys'),
      batches: query(batchEndpoints.listBatches, 'Batches'),
      createBatch: build.mutation<
        EndpointOutput<typeof batchEndpoints.createBatch>,
        Keyed<typeof batchEndpoints.createBatch>
      >({
        query: keyedCallOf(batchEndpoints.createBatch),
        invalidatesTags: ['Batches'],
      }),
      cancelBatch: mutation(batchEndpoints.cancelBatch, 'Batches'),
      saveBatchResults: build.mutation({ queryFn: fileOf(batchEndpoints.readBatchResults) }),
      webhooks: query(webhookEndpoints.listWebhooks, 'Webhooks'),
      createWebhook: mutation(webhookEndpoints.createWebhook, 'Webhooks'),
      changeWebhook: mutation(webhookEndpoints.changeWebhook, 'Webhooks'),
      rotateWebhookSecret: mutation(webhookEndpoints.rotateWebhookSecret, 'Webhooks'),
      deleteWebhook: mutation(webhookEndpoints.deleteWebhook, 'Webhooks'),
      testWebhook: mutation(webhookEndpoints.testWebhook, 'Deliveries'),
      webhookDeliveries: query(webhookEndpoints.listWebhookDeliveries, 'Deliveries'),
      redeliverWebhook: mutation(webhookEndpoints.redeliverWebhook, 'Deliveries'),
    };
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
