import { stripVTControlCharacters } from 'node:util';
import type { Traces } from '../run/run-client.ts';

/** Takes from a client's words what belongs to this machine, this account or this minute. */
export function scrub(text: string, { hubUrl, apiKey, folder, home, programs }: Traces): string {
  const named: [string, string][] = [
    [apiKey, '<key>'],
    [hubUrl, 'https://hub.example.com'],
    [folder, '<work>'],
    [home, '<home>'],
    ...programs.map((path): [string, string] => [`${path.replace(/\/$/, '')}/`, '']),
  ];
  return named
    .reduce((scrubbed, [found, name]) => scrubbed.replaceAll(found, name), stripVTControlCharacters(text))
    .replace(/\r/g, '')
    .replace(/\bsah_[A-Za-z0-9_]+/g, '<key>')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>')
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>')
    .replace(/^.*HTTPSConnectionPool.*\n/gm, '')
    .replace(/\n{3,}/g, '\n\n');
}
