import { existsSync } from 'node:fs';
import { findOnPath, StartError } from '@smart-ai-hub/local-stack';
import { testConfig } from '../config.ts';
import type { Chromium } from './chromium.ts';
import { installChromium } from './install-chromium.ts';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Containers have neither user namespaces nor a large /dev/shm. */
const CONTAINER_ARGS = ['--no-sandbox', '--disable-dev-shm-usage'];

/**
 * A browser for playwright-core: CHROMIUM_PATH, else the one on PATH, else one from npm that is put into `.data/cache` on first use.
 * Throws StartError with the ways out.
 */
export async function findChromium(): Promise<Chromium> {
  const { chromiumPath, host, cacheFolder } = testConfig;
  if (chromiumPath !== undefined && !existsSync(chromiumPath))
    throw new StartError(`CHROMIUM_PATH names ${chromiumPath}, which does not exist.`);
  const installed =
    chromiumPath ?? findOnPath(PROGRAMS, host['PATH'] ?? '') ?? MAC_APPLICATIONS.find((path) => existsSync(path));
  if (installed !== undefined) return { executablePath: installed, args: CONTAINER_ARGS };
  return installChromium(cacheFolder);
}
