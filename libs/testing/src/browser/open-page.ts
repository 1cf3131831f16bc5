import { type Page, chromium } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const ANSWER_MS = 40_000;

export type OpenedPage = {
  page: Page;
  /** Errors of scripts and of the console so far, breaches of the content security policy among them. */
  problems: string[];
  close(): Promise<void>;
};

/** A page in a Chromium of its own. */
export async function openPage(): Promise<OpenedPage> {
  const { executablePath, args = [] } = await findChromium();
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS, ...args] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  page.setDefaultTimeout(ANSWER_MS);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // The first look for a session finds none, which is no problem.
    if (message.type() === 'error' && !message.text().includes('401')) problems.push(message.text());
  });
  return { page, problems, close: () => browser.close() };
}
