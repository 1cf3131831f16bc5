import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { testConfig } from '../config.ts';
import { eventually } from '../eventually.ts';

const WIDTHS = [1280, 390];
const SCHEMES = ['light', 'dark'] as const;
const HEIGHT = 860;
/** Skeletons and circles of progress go on for ever, and are no reason to wait. */
const IS_AT_REST = `document.getAnimations().every(
  (one) => one.playState !== 'running' || one.effect?.getComputedTiming().iterations === Infinity,
)`;

/** The web app hears of the scheme by an event, and says at its root which one it shows. */
const shows = (scheme: string) => `document.documentElement.dataset.colorScheme === '${scheme}'`;

/**
 * What holds for every page of the web app, as it stands now, on a desktop and a phone, light and dark: axe finds nothing, and nothing has to
 * be scrolled sideways. With SCREENSHOTS it also leaves a picture of each in that folder.
 */
export async function inspectPage(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Colors and pages that fade in would be measured half-way; so would a page that has not heard of the other scheme yet.
      await eventually(() => page.evaluate<boolean>(`${shows(colorScheme)} && ${IS_AT_REST}`));
      const axe = new AxeBuilder({ page });
      // What lies dimmed behind a dialog is not there to be read.
      if ((await page.getByRole('dialog').count()) > 0) axe.include('[role="dialog"]');
      const { violations } = await axe.analyze();
      const found = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 200)) }));
      const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (testConfig.screenshots !== undefined) {
        const path = join(testConfig.screenshots, `${name}-${width}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true });
      }
      expect({ name, width, colorScheme, found, scrollWidth }).toEqual({
        ...{ name, width, colorScheme, found: [] },
        scrollWidth: width,
      });
    }
  }
  await page.setViewportSize({ width: 1280, height: HEIGHT });
  await page.emulateMedia({ colorScheme: 'light' });
}
