import { stringify } from 'yaml';
import { type Setting, settingsOf, sharedSettings } from './service-settings.ts';

const HEAD = (service: string) =>
  `# Written by \`npm run charts -- --write\` from services/${service}/src/config.ts.\n`;
const names = (settings: readonly Setting[]) => settings.map(({ name }) => name);

/** charts/<service>/environment.yaml: what the templates need to know of a service's settings. */
export function environmentFile(service: string): string {
  const { settings, wired, secrets } = settingsOf(service);
  const shared = new Set(sharedSettings());
  const environment = {
    settings: names(settings),
    shared: names(settings).filter((name) => shared.has(name)),
    wired: names(wired),
    secrets: {
      needed: names(secrets.filter(({ isNeeded }) => isNeeded)),
      optional: names(secrets.filter(({ isNeeded }) => !isNeeded)),
    },
  };
  return HEAD(service) + stringify(environment);
}
