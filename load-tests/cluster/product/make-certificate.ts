import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@smart-ai-hub/images';
import type { Kubectl } from './kubectl.ts';

/** Makes a certificate for one name, valid for a day, and gives it to the cluster as a secret. */
export async function makeCertificate(kubectl: Kubectl, secret: string, host: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-test-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  try {
    const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
    const files = ['-keyout', key, '-out', certificate];
    const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
    await runCommand({ program: 'openssl', args: [...args, ...subject, ...files] });
    await kubectl.apply({
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name: secret } },
      stringData: { 'tls.crt': readFileSync(certificate, 'utf8'), 'tls.key': readFileSync(key, 'utf8') },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
