import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { goTo } from './sign-up.ts';

const call = (customId: string, text: string) =>
  JSON.stringify({ customId, model: 'simulator-gpt', messages: [{ role: 'user', content: [{ type: 'text', text }] }] });

/** Batches by prompts and by lines of JSON, to their results. */
export function describeBatchesPage(page: () => Page): void {
  describe('the page of the batches', () => {
    const first = () => page().getByRole('list', { name: 'Batches' }).getByRole('listitem').first();
    const newBatch = async () => {
      await page().getByRole('link', { name: 'New batch' }).first().click();
      await page().getByRole('heading', { level: 1, name: 'New batch' }).waitFor();
    };
    const send = () => page().getByRole('button', { name: 'Send the batch' }).click();

    it('makes a batch of prompts, shows how far it is and what it cost, and hands out its results', async () => {
      await goTo(page(), 'Batches');
      await page().getByText('No batches yet').waitFor();
      await inspectPage(page(), 'batches-empty');
      await newBatch();
      await page().getByLabel('Model').selectOption('simulator-gpt');
      await page()
        .getByRole('textbox', { name: 'Prompts' })
        .fill('The capital of France?\nThe capital of Italy? [[sim: fault=400]]');
      await inspectPage(page(), 'batches-new');
      await send();
      await first().getByText('2 calls').waitFor();
      await first().getByText('Completed', { exact: true }).waitFor();
      await first().getByText('1 succeeded · 1 failed').waitFor();
      expect(await first().getByRole('progressbar').getAttribute('aria-valuenow')).toBe('2');
      await inspectPage(page(), 'batches');
      const [download] = await Promise.all([
        page().waitForEvent('download'),
        first()
          .getByRole('button', { name: /^Download the results/ })
          .click(),
      ]);
      const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { customId: string }).customId)).toEqual(['line-1', 'line-2']);
    }, 240_000);

    it('names the line of a file that is not as it should be', async () => {
      await newBatch();
      await page().getByRole('tab', { name: 'JSON lines' }).click();
      const upload = (...lines: string[]) =>
        page()
          .getByLabel('File of calls')
          .setInputFiles({ name: 'calls.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(lines.join('\n')) });
      await upload(call('a', 'One?'), call('a', 'Two?'));
      await send();
      await page().getByText('Line 2: customId is used twice.').waitFor();
      await inspectPage(page(), 'batches-lines');
      await upload(call('a', 'One? [[sim: tokens=4000 tps=20]]'), call('b', 'Two? [[sim: tokens=4000 tps=20]]'));
      await send();
      await first().getByText('Running', { exact: true }).waitFor();
    }, 240_000);

    it('stops a batch after it was asked for twice', async () => {
      await first()
        .getByRole('button', { name: /^Cancel 2 calls/ })
        .click();
      await page().getByRole('dialog').getByRole('button', { name: 'Cancel the batch' }).click();
      await first().getByText('Cancelled', { exact: true }).waitFor();
      await first().getByText('2 cancelled').waitFor();
    }, 240_000);
  });
}
