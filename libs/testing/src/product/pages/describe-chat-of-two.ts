import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { goTo } from './sign-up.ts';

const creditsIn = (text: string): number => Number(/([\d.]+) credits/.exec(text)?.[1]);

/** One answer that two models wrote. */
export function describeChatOfTwo(page: () => Page): void {
  describe('the chat', () => {
    const choose = async (label: string, model: string) => {
      await page().getByRole('combobox', { name: label }).click();
      await page().getByRole('option', { name: model }).first().click();
    };
    const ask = async (text: string) => {
      await page().getByRole('textbox', { name: 'Message' }).fill(text);
      await page().getByRole('button', { name: 'Send message' }).click();
    };
    const lastAnswer = () =>
      page()
        .getByRole('article', { name: /^Answer from/ })
        .last();

    it('says which models wrote an answer that one broke off, and what each part cost', async () => {
      await goTo(page(), 'AI services');
      await choose('Model', 'Simulator (GPT)');
      await choose('If it fails', 'Simulator (Claude)');
      await ask('What is a ledger? [[sim: tokens=60 tps=200 fault=cut at=30 on=simulator-gpt]]');
      const note = lastAnswer().getByRole('note', { name: 'Who answered' });
      await note.getByText(/^simulator-gpt broke off .*; simulator-claude went on at that very place\.$/).waitFor();
      const costLine = lastAnswer().getByRole('note', { name: 'Usage and cost' });
      await costLine.waitFor();
      const parts = note.locator('dd');
      expect(await note.locator('dt').allInnerTexts()).toEqual(['simulator-gpt', 'simulator-claude']);
      const [one = 0, other = 0] = (await parts.allInnerTexts()).map(creditsIn);
      expect(one).toBeGreaterThan(0);
      expect(other).toBeGreaterThan(0);
      expect(creditsIn(await costLine.innerText())).toBeCloseTo(one + other, 6);
      await inspectPage(page(), 'chat-of-two');
    }, 240_000);

    it('names the model that answered in place of the one that said nothing', async () => {
      await ask('And a hold? [[sim: tokens=20 tps=200 fault=503 on=simulator-gpt]]');
      await lastAnswer().getByText('simulator-claude answered in place of simulator-gpt.').waitFor();
      await lastAnswer()
        .getByRole('note', { name: 'Usage and cost' })
        .getByText(/^simulator-claude · /)
        .waitFor();
    }, 240_000);
  });
}
