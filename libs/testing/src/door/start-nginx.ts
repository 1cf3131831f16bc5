import { findFreePort, findNginx } from '@smart-ai-hub/local-stack';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { parse } from 'yaml';
import { z } from 'zod';
import { testConfig } from '../config.ts';
import { eventually } from '../eventually.ts';
import { type DoorRule, readIngressRules } from './ingress-rules.ts';
import { nginxConfig } from './nginx-config.ts';

/** The rendering of a production installation, and the settings that docs/operations/doors.md asks of the controller. */
const RENDERING = 'charts/renderings/least.yaml';
const CONTROLLER = 'k8s/cluster/ingress-nginx.values.yaml';

const controllerSchema = z.object({ controller: z.object({ config: z.record(z.string(), z.string()) }) });

/** Addresses of each Service by its name in the rendering, e.g. `hub-api-gateway`: `host:port`. */
export type Backends = Record<string, readonly string[]>;

export type NginxDoor = {
  host: string;
  ports: { http: number; https: number };
  /** Other addresses from now on; calls that are under way end where they are. */
  point(backends: Backends): void;
  /** What nginx complained of. */
  errors(): string;
  close(): Promise<void>;
};

/** The committed certificate would be a committed key: each door makes its own. */
async function writeCertificate(folder: string, host: string): Promise<{ certificate: string; key: string }> {
  const made = await generate([{ name: 'commonName', value: host }], { keyType: 'ec', algorithm: 'sha256' });
  const files = { certificate: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  writeFileSync(files.certificate, made.cert);
  writeFileSync(files.key, made.private, { mode: 0o600 });
  return files;
}

type DoorRules = { rules: readonly DoorRule[]; controller: Record<string, string> };

function readRules(isLimited: boolean): DoorRules {
  const { repository } = testConfig;
  const rules = readIngressRules(readFileSync(join(repository, RENDERING), 'utf8'));
  const { controller } = controllerSchema.parse(parse(readFileSync(join(repository, CONTROLLER), 'utf8')));
  return { rules: isLimited ? rules : rules.map(withoutLimits), controller: controller.config };
}

function withoutLimits(rule: DoorRule): DoorRule {
  const { 'limit-rps': _, 'limit-burst-multiplier': __, ...settings } = rule.settings;
  return { ...rule, settings };
}

/**
 * The real nginx in front of services that run on this machine, configured as ingress-nginx would configure it for the rendered chart.
 * Services without a backend are nowhere. `isLimited: false` leaves the limits of an address out, for many callers of one machine.
 */
export async function startNginx(backends: Backends, { isLimited = true } = {}): Promise<NginxDoor> {
  const { host: environment, cacheFolder } = testConfig;
  const program = await findNginx({ host: environment, cacheFolder });
  const { rules, controller } = readRules(isLimited);
  const host = rules[0]?.host ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'hub-door-'));
  const ports = { http: await findFreePort(), https: await findFreePort() };
  const services = rules.flatMap(({ paths }) => paths.map(({ service }) => service));
  const nowhere = Object.fromEntries(services.map((service) => [service, ['127.0.0.1:9']]));
  const options = { rules, controller, ports, folder, ...(await writeCertificate(folder, host)) };
  const runsAsRoot = process.getuid?.() === 0;
  const [configFile, errorLog] = [join(folder, 'nginx.conf'), join(folder, 'error.log')];
  const configure = (current: Backends) =>
    writeFileSync(configFile, nginxConfig({ ...options, backends: { ...nowhere, ...current }, runsAsRoot }));
  configure(backends);
  const child = spawn(program.command, ['-p', folder, '-c', configFile, '-e', errorLog], {
    env: { PATH: environment['PATH'], ...program.env },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const errors = () => readFileSync(errorLog, 'utf8');
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`nginx has ended: ${errors()}`);
    await fetch(`http://127.0.0.1:${ports.http}`, { redirect: 'manual' });
  });
  return {
    ...{ host, ports, errors },
    point(current) {
      configure(current);
      child.kill('SIGHUP');
    },
    async close() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
