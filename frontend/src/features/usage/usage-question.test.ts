import { describe, expect, it } from '@jest/globals';
import { readQuestion, toQueries, type UsageScope, writeQuestion } from './usage-question.ts';

const read = (address: string, scope: UsageScope = 'own') => readQuestion(new URLSearchParams(address), scope);
const now = Date.parse('2026-03-15T10:20:30Z');

describe('the question in the address of the page', () => {
  it('is the last 30 days by model, where nothing is said or nothing of it makes sense', () => {
    const usual = read('');
    expect(usual).toMatchObject({ range: '30d', group: 'model', metric: 'cost', view: 'plot', model: '' });
    expect(read('range=ever&group=mood&metric=love&from=yesterday&view=3d')).toEqual(usual);
  });

  it('does not group by accounts for whom there is only one', () => {
    expect(read('group=account').group).toBe('model');
    expect(read('group=account', 'all').group).toBe('account');
  });

  it('is written as it was read, without what is usual', () => {
    const address = 'range=days&from=2026-01-01&to=2026-02-01&group=key&model=gpt-mini';
    expect(writeQuestion(read(address)).toString()).toBe(address);
    expect(writeQuestion(read('range=30d&group=model')).toString()).toBe('');
    expect(writeQuestion({ ...read(address), range: '7d' }).toString()).toBe('range=7d&group=key&model=gpt-mini');
  });
});

describe('what the hub is asked', () => {
  it('has the filters in all but the choices, which stay the same when one of them is made', () => {
    const { byTime, byGroup, file, choices } = toQueries(
      read('range=month&group=key&model=m&keyId=session'),
      'own',
      now,
    );
    const filtered = { from: '2026-03-01', model: 'm', keyId: 'session' };
    expect(byTime).toEqual({ ...filtered, groupBy: ['day', 'key'], limit: 10_000 });
    expect(file).toEqual({ ...filtered, groupBy: ['day', 'key'] });
    expect(byGroup).toEqual({ ...filtered, groupBy: ['key'] });
    expect(choices).toEqual({ from: '2026-03-01', groupBy: ['model', 'key'] });
  });

  it('goes by hours for one day, and stays within the account that was chosen', () => {
    const { byTime, choices } = toQueries(read('range=24h&group=none&accountId=acc_1', 'all'), 'all', now);
    expect(byTime).toMatchObject({ from: '2026-03-14T11:00:00.000Z', accountId: 'acc_1', groupBy: ['hour'] });
    expect(choices).toMatchObject({ accountId: 'acc_1', groupBy: ['model', 'provider'] });
  });
});
