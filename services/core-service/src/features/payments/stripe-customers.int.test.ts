import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '@smart-ai-hub/contracts';
import { createPrismaClient, type PrismaClient } from '@smart-ai-hub/database';
import { createTestDatabase, type TestDatabase } from '@smart-ai-hub/testing';
import { createStripeCustomersRepository, type StripeCustomersRepository } from './stripe-customers.repository.ts';

const ACCOUNTS = 150;
const AT_ONCE = 6;

let database: TestDatabase;
let prisma: PrismaClient;
let customers: StripeCustomersRepository;
beforeAll(async () => {
  database = await createTestDatabase();
  prisma = createPrismaClient({ url: database.url, role: 'hub_core', max: AT_ONCE });
  customers = createStripeCustomersRepository(prisma);
});
afterAll(async () => {
  await prisma.$disconnect();
  await database.drop();
});

it('notes one customer of an account, however many note it in the same moment', async () => {
  for (let index = 0; index < ACCOUNTS; index += 1) {
    const accountId = newId('acc');
    const noted = Array.from({ length: AT_ONCE }, () => customers.noteCustomer(accountId, `cus_${accountId}`));
    expect(new Set(await Promise.all(noted))).toEqual(new Set([`cus_${accountId}`]));
  }
});

it('keeps the customer that was noted first, and takes the next one when that was forgotten', async () => {
  const accountId = newId('acc');
  expect(await customers.noteCustomer(accountId, 'cus_first')).toBe('cus_first');
  expect(await customers.noteCustomer(accountId, 'cus_second')).toBe('cus_first');
  await customers.forgetCustomer('cus_first');
  expect(await customers.findCustomer(accountId)).toMatchObject({ customerId: null, generation: 1 });
  expect(await customers.noteCustomer(accountId, 'cus_second')).toBe('cus_second');
});

it('gives no customer of one account to another', async () => {
  const [accountId, other] = [newId('acc'), newId('acc')];
  await customers.noteCustomer(accountId, 'cus_taken');
  await expect(customers.noteCustomer(other, 'cus_taken')).rejects.toThrow('belongs to another account');
  expect(await customers.findCustomer(other)).toBeUndefined();
});
