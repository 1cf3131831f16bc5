/** What a release is judged by. `query` is PromQL over the pods of the release and the time since it serves. */
export type Indicator = {
  name: string;
  unit: string;
  /** The worst value with which a release stays. */
  limit: number;
  query(scope: Scope): string;
};

export type Scope = {
  /** Label matchers that pick the pods, e.g. `namespace="hub",pod=~"hub-api-gateway-canary-.*"`. */
  pods: string;
  /** A PromQL duration that reaches back to when they began to serve, e.g. `10m`. */
  window: string;
};

const requests = ({ pods, window }: Scope, status: string): string =>
  `sum(increase(aihub_http_requests_total{${pods},route!="unmatched"${status}}[${window}]))`;

const quantile = (share: number, metric: string, { pods, window }: Scope): string =>
  `histogram_quantile(${share}, sum by (le) (increase(${metric}_bucket{${pods}}[${window}])))`;

/** Before anything is judged so many requests have to be there: a share of three says nothing. */
export const traffic: Omit<Indicator, 'limit' | 'unit'> = {
  name: 'requests',
  query: (scope) => requests(scope, ''),
};

/**
 * The service level objectives of a release. All of them have to be answered: one that Prometheus has no data for counts as broken, because a
 * release that cannot be seen must not stay.
 */
export const indicators: readonly Indicator[] = [
  {
    name: 'requests answered by 5xx',
    unit: 'of all',
    limit: 0.001,
    // Without a single 5xx there is no such series: that is a zero, and not the absence of data.
    query: (scope) => `(${requests(scope, ',status=~"5.."')} or vector(0)) / (${requests(scope, '')} > 0)`,
  },
  {
    name: 'admission of a call, p95',
    unit: 's',
    limit: 0.25,
    query: (scope) => quantile(0.95, 'aihub_run_admit_seconds', scope),
  },
  {
    name: 'from admission to the first words, p95',
    unit: 's',
    limit: 5,
    query: (scope) => quantile(0.95, 'aihub_run_first_frame_seconds', scope),
  },
  {
    name: 'restarts of containers',
    unit: 'times',
    limit: 0,
    query: ({ pods, window }) => `sum(increase(kube_pod_container_status_restarts_total{${pods}}[${window}]))`,
  },
];
