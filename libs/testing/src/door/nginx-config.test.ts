import { describe, expect, it } from '@jest/globals';
import { readIngressRules } from './ingress-rules.ts';
import { nginxConfig } from './nginx-config.ts';

const ingress = (annotations: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: hub-api, annotations: { ${annotations} } }
spec:
  tls: [{ hosts: [hub.example.com], secretName: x }]
  rules:
    - host: hub.example.com
      http: { paths: [{ path: /v1, pathType: Prefix, backend: { service: { name: gateway, port: { name: http } } } }] }
`;
const configOf = (annotations: string) =>
  nginxConfig({
    rules: readIngressRules(ingress(annotations)),
    controller: { 'limit-req-status-code': '429' },
    backends: { gateway: ['127.0.0.1:3000'] },
    ports: { http: 1, https: 2 },
    ...{ certificate: 'c', key: 'k', folder: '/tmp/x', runsAsRoot: false },
  });

describe('the nginx.conf of an Ingress', () => {
  it('takes a prefix by path elements, and the burst as a multiple of the rate', () => {
    const config = configOf(
      'nginx.ingress.kubernetes.io/limit-rps: "10", nginx.ingress.kubernetes.io/limit-burst-multiplier: "2"',
    );
    expect(config).toContain('location = /v1 {');
    expect(config).toContain('location /v1/ {');
    expect(config).toContain('burst=20 nodelay');
  });

  it('refuses an annotation that it does not know, which would go untested', () => {
    expect(() => configOf('nginx.ingress.kubernetes.io/auth-url: "x"')).toThrow('auth-url');
  });
});
