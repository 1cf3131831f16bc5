import { describe, expect, it } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const repository = join(import.meta.dirname, '../../..');
const ruleFileSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^[A-Z]\w+$/),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});

const alerts = globSync('k8s/observability/alerts/*.rules.yaml', { cwd: repository }).flatMap((path) =>
  ruleFileSchema.parse(parse(readFileSync(join(repository, path), 'utf8'))).groups.flatMap(({ rules }) => rules),
);
const metricsPage = readFileSync(join(repository, 'docs/operators/metrics-and-traces.md'), 'utf8');
const documentedMetrics = new Set([...metricsPage.matchAll(/^\| `(aihub_\w+)` \|/gm)].map(([, name]) => name));
const runbooks = globSync('docs/runbooks/*.md', { cwd: repository });

describe('the alerts', () => {
  it('are named once each', () => {
    const names = alerts.map(({ alert }) => alert);
    expect(names.length).toBeGreaterThan(0);
    expect(names).toEqual([...new Set(names)]);
  });

  it.each(alerts)(
    '$alert asks metrics that there are, and has a runbook that names it',
    ({ alert, expr, annotations }) => {
      // A histogram's series end in _bucket, _sum or _count.
      const asked = [...expr.matchAll(/aihub_\w+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''));
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter((name) => !documentedMetrics.has(name))).toEqual([]);
      expect(existsSync(join(repository, annotations.runbook))).toBe(true);
      expect(readFileSync(join(repository, annotations.runbook), 'utf8')).toContain(`\`${alert}\``);
    },
  );

  it('leave no runbook without an alert', () => {
    const named = new Set(alerts.map(({ annotations }) => basename(annotations.runbook)));
    expect(runbooks.map((path) => basename(path)).filter((name) => !named.has(name))).toEqual([]);
  });
});
