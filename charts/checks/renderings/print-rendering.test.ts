import { describe, expect, it } from '@jest/globals';
import { printDifference, printObjects, printRendering } from './print-rendering.ts';

const configMap = (name: string, data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name,
  body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data },
});
const secret = (data: Record<string, string>) => ({ ...configMap('s', data), kind: 'Secret' });

describe('a committed rendering', () => {
  it('is the same for each password that was made up', () => {
    const [one, other] = [{ PASSWORD: 'a' }, { PASSWORD: 'b' }].map((data) =>
      printRendering(printObjects([secret(data)])),
    );
    expect(one).toBe(other);
    expect(one).toContain('PASSWORD: <generated>');
  });

  it('tells what another one has more, less and differently', () => {
    const base = printObjects([
      configMap('same', { a: '1' }),
      configMap('gone', {}),
      configMap('other', { a: '1', b: '1' }),
    ]);
    const objects = printObjects([
      configMap('same', { a: '1' }),
      configMap('new', {}),
      configMap('other', { a: '2', b: '1' }),
    ]);
    const text = printDifference(objects, base);
    expect(text).not.toContain('ConfigMap same');
    expect(text).toMatch(
      /=== ConfigMap gone \(gone\)[^]*=== ConfigMap new \(new\)[^]*=== ConfigMap other\n[^]*-.*a: "1"[^]*\+.*a: "2"/,
    );
  });
});
