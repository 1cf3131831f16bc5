import { describe, expect, it } from '@jest/globals';
import { brokenPromises } from '../../chaos/finding.ts';
import { chooseScenarios } from '../run-scenarios.ts';
import { scenarios } from './all-scenarios.ts';
import { judgeArrows } from './network-policies.ts';
import { judgeDoor } from './open-doors.ts';

describe('judgeArrows', () => {
  const arrow = (isWanted: boolean, isOpen: boolean) => ({
    from: 'a',
    to: 'b',
    address: '10.0.0.1',
    port: 1,
    isWanted,
    isOpen,
  });
  const forbidden = Array.from({ length: 10 }, () => arrow(false, false));

  it('finds nothing where the network is as it is drawn', () => {
    expect(brokenPromises(judgeArrows({ tried: [arrow(true, true), ...forbidden] }))).toEqual([]);
  });

  it.each([
    ['an arrow that is closed', [arrow(true, false), ...forbidden], 'every arrow of the architecture is open'],
    [
      'a way that nobody drew',
      [arrow(true, true), arrow(false, true), ...forbidden],
      'every other connection is closed',
    ],
    ['too few tries', [arrow(true, true), arrow(false, false)], 'every other connection is closed'],
  ])('finds %s', (_bug, tried, promise) => expect(brokenPromises(judgeArrows({ tried }))).toEqual([promise]));
});

describe('judgeDoor', () => {
  const good: Parameters<typeof judgeDoor>[0] = {
    ...{ kind: 'Ingress', isSignedIn: true, chunks: 50, streamSeconds: 5, isSocketWhole: true },
    ...{ redirect: '308 https://hub.example/login', headers: { 'x-frame-options': 'DENY' }, largeBody: 413 },
    ...{ burst: { 200: 21, 429: 59 }, signIns: { 401: 10, 429: 70 }, hasLimits: true },
  };

  it('finds nothing at a door that does all it should', () => {
    expect(brokenPromises(judgeDoor(good))).toEqual([]);
  });

  it('asks for no limit of calls where the implementation brings none', () => {
    expect(brokenPromises(judgeDoor({ ...good, kind: 'Gateway', burst: { 200: 80 }, hasLimits: false }))).toEqual([]);
  });

  it.each([
    [
      'a stream that is handed out at its end',
      { chunks: 2, streamSeconds: 0 },
      'Ingress: a stream comes piece by piece',
    ],
    ['a WebSocket that is cut', { isSocketWhole: false }, 'Ingress: a WebSocket carries a whole run'],
    ['a door that stays on HTTP', { redirect: '200 undefined' }, 'Ingress: HTTP is sent to HTTPS'],
    ['a header that is missing', { headers: { 'x-frame-options': undefined } }, 'Ingress: security headers'],
    ['a body of any size', { largeBody: 400 }, 'Ingress: a body above 20 MB is refused'],
    ['no limit', { burst: { 200: 80 } }, 'Ingress: a burst meets the limit'],
    ['guesses without end', { signIns: { 401: 80 } }, 'Ingress: guesses of a password meet the limit'],
  ])('finds %s', (_bug, change, promise) => {
    expect(brokenPromises(judgeDoor({ ...good, ...change }))).toEqual([promise]);
  });
});

describe('--only', () => {
  it('plays the installation first, whatever is chosen', () => {
    expect(chooseScenarios(scenarios, ['upgrade']).map(({ id }) => id)).toEqual(['install', 'upgrade']);
    expect(chooseScenarios(scenarios, undefined)).toHaveLength(scenarios.length);
    expect(() => chooseScenarios(scenarios, ['magic'])).toThrow(/not magic/);
  });
});
