import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { type OpenedPage, openPage } from '../../browser/open-page.ts';
import { eventually } from '../../eventually.ts';
import { type OpenedAccount, openAccount, type RunPage } from '../open-account.ts';
import type { Product } from '../start-product.ts';
import { callModel } from './call-model.ts';
import { signIn } from './sign-in.ts';
import { goTo } from './sign-up.ts';

const QUESTION = 'What is blue? [[sim: tokens=20 tps=0]]';
/** More than is kept of a request. */
const LONG = `${'All work and no play. '.repeat(14_000)}[[sim: tokens=5 tps=0]]`;
/** Workers hear of a wish within ten seconds. */
const HEARD = { deadlineMs: 30_000, intervalMs: 1_000 };

/** What calls were asked and answered: by opt-in, for their owner alone. */
export function describeRunContents(product: () => Product): void {
  describe('the page of a call', () => {
    let opened: OpenedPage;
    let page: Page;
    let account: OpenedAccount;
    const conversation = () => page.getByRole('list', { name: 'Conversation' });
    const open = (runId: string) => page.goto(`${product().url}/runs/${runId}`);

    /** Calls, and answers the id of the call. */
    async function call(content: string): Promise<string> {
      const answer = await callModel(product(), account, 'simulator-gpt-fast', content);
      expect(answer.status).toBe(200);
      await answer.text();
      return answer.headers.get('x-hub-run-id') ?? '';
    }

    const isKept = async (runId: string) => {
      const headers = { authorization: `Bearer ${account.accessToken}` };
      return (await fetch(`${product().url}/api/runs/${runId}/content`, { headers })).status === 200;
    };

    beforeAll(async () => {
      opened = await openPage();
      ({ page } = opened);
      account = await openAccount(product());
      await signIn(page, product(), account);
    }, 240_000);
    afterAll(() => opened.close());

    it('says that nothing is kept unless it is asked for, and leads to where that is done', async () => {
      await call(QUESTION);
      await goTo(page, 'Request log');
      const first = page.getByRole('list', { name: 'Calls' }).getByRole('listitem').first();
      await first.getByRole('button', { name: /^Details of simulator-gpt-fast/ }).click();
      // By the keyboard, which does not miss what still unfolds.
      await first.getByRole('link', { name: 'Prompt and answer' }).press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Call of simulator-gpt-fast' }).waitFor();
      await page.getByText('Prompts and answers are not kept', { exact: true }).waitFor();
      await inspectPage(page, 'run-not-kept');
      await page.getByRole('link', { name: 'Switch it on under Your data' }).click();
      await page.getByRole('combobox', { name: 'Keep prompts and answers' }).click();
      await page.getByRole('option', { name: 'For 7 days' }).click();
      await page.getByText('are kept for 7 days each.').waitFor();
    }, 240_000);

    it('says of a call from before that it is too old', async () => {
      const { runs } = await account.read<RunPage>('/api/runs');
      await open(runs[0]?.id ?? '');
      await page.getByText('This call is older than your wish to keep').waitFor();
    }, 240_000);

    it('shows what was asked and answered, in order and by whom, and what else was sent', async () => {
      const runId = await eventually(async () => {
        const id = await call(QUESTION);
        return (await isKept(id)) && id;
      }, HEARD);
      await open(runId);
      await conversation().getByText(QUESTION, { exact: true }).waitFor();
      expect(await conversation().getByRole('heading', { level: 3 }).allInnerTexts()).toEqual(['User', 'Answer']);
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await conversation().getByRole('button', { name: 'Copy message 1' }).click();
      expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(QUESTION);
      await page.getByText('What else was sent').first().click();
      await page.getByText('"model": "simulator-gpt-fast"').waitFor();
      await inspectPage(page, 'run-content');
    }, 240_000);

    it('folds a long text, and says where it was cut', async () => {
      const runId = await call(LONG);
      await eventually(() => isKept(runId), HEARD);
      await open(runId);
      await page.getByText('This is not all of it.').waitFor();
      expect(await conversation().getByText('[cut by the hub:').count()).toBe(0);
      await inspectPage(page, 'run-content-cut');
      await conversation()
        .getByRole('button', { name: /^Show all [\d,]+ characters$/ })
        .click();
      await conversation()
        .getByText(/\[cut by the hub: 308023 characters in all\]$/)
        .waitFor();
      await conversation().getByRole('button', { name: 'Show less' }).waitFor();
    }, 240_000);

    it('deletes it when that is asked for twice, and says that it is gone', async () => {
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete them' }).click();
      await page.getByText('There is none of this call').waitFor();
      expect(await conversation().count()).toBe(0);
      await inspectPage(page, 'run-content-deleted');
    }, 240_000);

    it('is of one’s own calls only', async () => {
      const stranger = await openAccount(product());
      await callModel(product(), stranger, 'simulator-gpt-fast', QUESTION);
      const { runs } = await stranger.read<RunPage>('/api/runs');
      await open(runs[0]?.id ?? '');
      await page.getByText('There is no such call').waitFor();
      await inspectPage(page, 'run-unknown');
    }, 240_000);

    it('leaves nothing of it in the address or the storage of the browser', async () => {
      const stored = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
      expect(stored).not.toContain('What is blue?');
      expect(page.url()).toMatch(/\/runs\/run_\w+$/);
    });

    it('met no error in the console and no breach of the content security policy', () => {
      // A browser notes the answers of 404 for what was deleted and what is of others.
      expect(opened.problems.filter((problem) => !/status of 404/.test(problem))).toEqual([]);
    });
  });
}
