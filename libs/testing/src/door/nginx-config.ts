import type { DoorPath, DoorRule } from './ingress-rules.ts';

export type NginxOptions = {
  rules: readonly DoorRule[];
  /** The ConfigMap of the controller: `controller.config` of its chart's values. */
  controller: Record<string, string>;
  /** Where each Service's pods listen, `host:port`. */
  backends: Record<string, readonly string[]>;
  ports: { http: number; https: number };
  certificate: string;
  key: string;
  /** For logs, the pid and temporary files. */
  folder: string;
  /** Root may not be left to a user who cannot read the folder. */
  runsAsRoot: boolean;
};

/** What these tests know how to say in nginx's own words; another setting has to be taught here first. */
const KNOWN_ANNOTATIONS = new Set([
  ...['ssl-redirect', 'force-ssl-redirect', 'limit-rps', 'limit-burst-multiplier', 'proxy-buffering'],
  ...['proxy-read-timeout', 'proxy-send-timeout', 'proxy-body-size', 'default-backend'],
  ...['proxy-next-upstream', 'proxy-next-upstream-tries'],
]);
const DEFAULT_BURST_MULTIPLIER = 5;
const DEFAULT_BODY_SIZE = '1m';
const DEFAULT_TIMEOUT_SECONDS = 60;
const DEFAULT_TRIES = 3;

/**
 * The nginx.conf that ingress-nginx would make of these Ingresses and that ConfigMap, as far as its template
 * (rootfs/etc/nginx/template/nginx.tmpl) has a part in what callers see: limits, redirects, headers, bodies, buffering, compression, upgrades.
 * Throws on an annotation that it does not know, so that none goes untested.
 */
export function nginxConfig(options: NginxOptions): string {
  const { rules, folder, runsAsRoot } = options;
  for (const { name, settings } of rules) {
    const unknown = Object.keys(settings).filter((key) => !KNOWN_ANNOTATIONS.has(key));
    if (unknown.length > 0)
      throw new Error(`${name} has annotations that this nginx.conf does not say: ${unknown.join(', ')}`);
  }
  return `${runsAsRoot ? 'user root root;' : ''}
daemon off;
worker_processes 2;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 4096; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${httpSettings(options)}
  ${rules.map(limitZone).join('\n  ')}
  ${Object.entries(options.backends).map(upstream).join('\n  ')}
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  ${hosts(rules)
    .map((host) => servers(host, options))
    .join('\n')}
}
`;
}

function httpSettings({ controller }: NginxOptions): string {
  const gzip = controller['use-gzip'] === 'true';
  return [
    `limit_req_status ${controller['limit-req-status-code'] ?? '503'};`,
    `server_tokens ${controller['server-tokens'] === 'true' ? 'on' : 'off'};`,
    `ssl_protocols ${controller['ssl-protocols'] ?? 'TLSv1.2 TLSv1.3'};`,
    // A client that reads slowly, or waits long between two calls, is no reason to close.
    'keepalive_timeout 75s;',
    ...(gzip
      ? [
          'gzip on; gzip_comp_level 1; gzip_http_version 1.1; gzip_proxied any; gzip_vary on;',
          `gzip_min_length ${controller['gzip-min-length'] ?? '256'};`,
          `gzip_types ${controller['gzip-types'] ?? 'application/json'};`,
        ]
      : []),
  ].join('\n  ');
}

const zoneOf = ({ name }: DoorRule): string => `${name}_rps`.replaceAll('-', '_');

function limitZone(rule: DoorRule): string {
  const rate = rule.settings['limit-rps'];
  return rate === undefined ? '' : `limit_req_zone $binary_remote_addr zone=${zoneOf(rule)}:5m rate=${rate}r/s;`;
}

/** ingress-nginx asks the pods that are ready; here one that refuses is left alone for a second. */
function upstream([service, addresses]: [string, readonly string[]]): string {
  const servers = addresses.map((address) => `server ${address} max_fails=1 fail_timeout=1s;`).join(' ');
  return `upstream ${service} { ${servers} keepalive 320; keepalive_timeout 60s; }`;
}

const hosts = (rules: readonly DoorRule[]): string[] => [...new Set(rules.map(({ host }) => host))];

function servers(host: string, options: NginxOptions): string {
  const { ports, certificate, key, controller } = options;
  const rules = options.rules.filter((rule) => rule.host === host);
  const isSecure = rules.some((rule) => rule.isSecure);
  const locations = rules.flatMap((rule) => rule.paths.flatMap((path) => location(rule, path))).join('\n    ');
  const redirects = isSecure && rules.every(({ settings }) => settings['force-ssl-redirect'] === 'true');
  const plain = redirects ? 'location / { return 308 https://$host$request_uri; }' : locations;
  const http = `server {\n    listen 127.0.0.1:${ports.http};\n    server_name ${host};\n    ${plain}\n  }`;
  if (!isSecure) return http;
  return `${http}
  server {
    listen 127.0.0.1:${ports.https} ssl http2;
    server_name ${host};
    ssl_certificate ${certificate};
    ssl_certificate_key ${key};
    ${hsts(controller)}
    ${locations}
  }`;
}

/** Only the door's own word on this header goes out. */
function hsts(controller: Record<string, string>): string {
  if (controller['hsts'] !== 'true') return '';
  const subdomains = controller['hsts-include-subdomains'] === 'true' ? '; includeSubDomains' : '';
  const value = `max-age=${controller['hsts-max-age'] ?? '31536000'}${subdomains}`;
  return `proxy_hide_header Strict-Transport-Security;\n    add_header Strict-Transport-Security "${value}" always;`;
}

function location(rule: DoorRule, { path, isExact, service }: DoorPath): string[] {
  const body = `{ ${[...limits(rule), ...proxying(rule, service)].join(' ')} }`;
  // As Kubernetes says it: a prefix counts path element by path element, so that /v1 is not the prefix of /v10.
  if (path === '/') return [`location / ${body}`];
  return isExact ? [`location = ${path} ${body}`] : [`location = ${path} ${body}`, `location ${path}/ ${body}`];
}

function limits(rule: DoorRule): string[] {
  const { 'limit-rps': rate, 'limit-burst-multiplier': multiplier, 'proxy-body-size': bodySize } = rule.settings;
  const burst = Number(rate ?? 0) * Number(multiplier ?? DEFAULT_BURST_MULTIPLIER);
  return [
    ...(rate === undefined ? [] : [`limit_req zone=${zoneOf(rule)} burst=${burst} nodelay;`]),
    `client_max_body_size ${bodySize ?? DEFAULT_BODY_SIZE};`,
  ];
}

function proxying({ settings }: DoorRule, service: string): string[] {
  const seconds = (name: string) => `${settings[name] ?? DEFAULT_TIMEOUT_SECONDS}s`;
  const headers = {
    Host: '$http_host',
    'X-Request-ID': '$request_id',
    'X-Real-IP': '$remote_addr',
    'X-Forwarded-For': '$remote_addr',
    'X-Forwarded-Host': '$http_host',
    'X-Forwarded-Proto': '$scheme',
    Upgrade: '$http_upgrade',
    Connection: '$connection_upgrade',
  };
  return [
    `proxy_pass http://${service};`,
    'proxy_http_version 1.1;',
    ...Object.entries(headers).map(([name, value]) => `proxy_set_header ${name} ${value};`),
    `proxy_buffering ${settings['proxy-buffering'] ?? 'off'};`,
    'proxy_request_buffering on;',
    'proxy_connect_timeout 5s;',
    `proxy_read_timeout ${seconds('proxy-read-timeout')};`,
    `proxy_send_timeout ${seconds('proxy-send-timeout')};`,
    `proxy_next_upstream ${settings['proxy-next-upstream'] ?? 'error timeout'};`,
    `proxy_next_upstream_tries ${settings['proxy-next-upstream-tries'] ?? DEFAULT_TRIES};`,
  ];
}
