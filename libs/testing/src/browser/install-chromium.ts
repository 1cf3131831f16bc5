import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { StartError } from '@smart-ai-hub/local-stack';
import { z } from 'zod';
import type { Chromium } from './chromium.ts';

const PACKAGE = '@sparticuz/chromium';
const VERSION = '153.0.0';

const moduleSchema = z.object({
  default: z.custom<{ executablePath(): Promise<string>; args: string[] }>(
    (value) => typeof value === 'function' || typeof value === 'object',
  ),
});

/** A browser of some 60 MB that only machines without one need, and so no dependency of the repository. */
export async function installChromium(cacheFolder: string): Promise<Chromium> {
  const folder = join(cacheFolder, 'chromium');
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
    if (!existsSync(join(folder, 'node_modules', PACKAGE))) {
      await promisify(execFile)(
        'npm',
        ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${PACKAGE}@${VERSION}`],
        { cwd: folder },
      );
    }
    const entry = createRequire(join(folder, 'package.json')).resolve(PACKAGE);
    const { default: chromium } = moduleSchema.parse(await import(pathToFileURL(entry).href));
    return { executablePath: await chromium.executablePath(), args: chromium.args };
  } catch (cause) {
    throw new StartError(
      'The browser tests need Chromium, and there is none on this machine.',
      ['Install it (apt-get install chromium, brew install --cask chromium), or set CHROMIUM_PATH to one.'],
      { cause },
    );
  }
}
