import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RetentionRule, retentionRules } from './retention-rules.ts';

const folder = join(import.meta.dirname, '..');
const models = [...readFileSync(join(folder, 'prisma/schema.prisma'), 'utf8').matchAll(/^model (\w+) \{/gm)];
const rules: [string, RetentionRule][] = Object.entries(retentionRules);

describe('the rules of retention', () => {
  it('name every table of the schema, each once, and no other', () => {
    expect(rules.flatMap(([, { tables }]) => tables).toSorted()).toEqual(models.map(([, name]) => name).toSorted());
  });

  it('have settings of one form, each within its own bounds', () => {
    const days = rules.flatMap(([, rule]) => rule.days ?? []);
    for (const { setting, min, default: usual } of days) {
      expect(setting).toMatch(/^RETENTION_[A-Z_]+_DAYS$/);
      expect(usual).toBeGreaterThanOrEqual(min);
    }
    expect(new Set(days.map(({ setting }) => setting)).size).toBe(days.length);
  });

  const page = readFileSync(join(folder, '../../docs/operators/retention.md'), 'utf8');
  it.each(rules)('are on the page for operators: %s', (_name, { tables, what, kept, days, why, by, afterDeletion }) => {
    const time = days ? `${days.default} days ${kept}` : kept;
    const setting = days ? `\`${days.setting}\`, at least ${days.min}` : '';
    expect(page).toContain(
      `| ${what} | ${tables.map((table) => `\`${table}\``).join(', ')} | ${time} | ${setting} | ${why} | ${by} | ${afterDeletion} |`,
    );
  });
});
