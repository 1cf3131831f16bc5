import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inspectPage } from '../../browser/inspect-page.ts';
import { goTo } from './sign-up.ts';

/** A webhook from its making to its end, with a program that takes what is sent. */
export function describeWebhooksPage(page: () => Page): void {
  describe('the page of the webhooks', () => {
    let receiver: Server;
    let status = 500;
    beforeAll(async () => {
      receiver = createServer((_request, response) => response.writeHead(status).end('Thank you.'));
      receiver.listen(0, '127.0.0.1');
      await once(receiver, 'listening');
    });
    afterAll(() => {
      receiver.closeAllConnections();
      receiver.close();
    });
    const address = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
    const firstDelivery = () => page().getByRole('list', { name: 'Deliveries' }).getByRole('listitem').first();

    it('says when there is none, and at its field what is wrong with a new one', async () => {
      await goTo(page(), 'Webhooks');
      await page().getByText('No webhooks yet').waitFor();
      await inspectPage(page(), 'webhooks-empty');
      await page().getByRole('button', { name: 'New webhook' }).click();
      const dialog = page().getByRole('dialog', { name: 'New webhook' });
      await dialog.getByLabel('Address').fill('example.com');
      await dialog.getByRole('button', { name: 'Create webhook' }).click();
      await dialog.getByText(/^Must be an http\(s\) address/).waitFor();
      await dialog.getByText('Must name at least one event.').waitFor();
      await inspectPage(page(), 'webhooks-dialog');
    }, 240_000);

    it('shows the secret of a new one once, and then lists it', async () => {
      const dialog = page().getByRole('dialog');
      await dialog.getByLabel('Address').fill(address());
      await dialog.getByLabel('Description').fill('Night shift');
      await dialog.getByLabel('Run completed').check();
      await dialog.getByLabel('Batch completed').check();
      await dialog.getByRole('button', { name: 'Create webhook' }).click();
      const secret = dialog.getByText(/^whsec_/);
      await secret.waitFor();
      await inspectPage(page(), 'webhooks-secret');
      await dialog.getByRole('button', { name: 'Done' }).click();
      await page().getByRole('link', { name: 'Night shift' }).waitFor();
      expect(await page().content()).not.toContain('whsec_');
      await page().getByText('Run completed · Batch completed').waitFor();
      await inspectPage(page(), 'webhooks');
    }, 240_000);

    it('tells of a test what was answered, and when it is tried next', async () => {
      await page().getByRole('link', { name: 'Night shift' }).click();
      await page().getByRole('button', { name: 'Send a test' }).click();
      await firstDelivery()
        .getByText(/1 attempt · HTTP 500 in .* · next try/)
        .waitFor();
      await firstDelivery()
        .getByRole('button', { name: /^Details of Test/ })
        .click();
      await firstDelivery().getByText('Thank you.').waitFor();
      status = 204;
      await firstDelivery().getByText('Delivered').waitFor();
      await firstDelivery()
        .getByText(/2 attempts · HTTP 204/)
        .waitFor();
      await inspectPage(page(), 'webhook');
    }, 240_000);

    it('delivers again, is disabled and enabled, and is deleted after it was asked for twice', async () => {
      await firstDelivery().getByRole('button', { name: 'Deliver again' }).click();
      await firstDelivery()
        .getByText(/3 attempts · HTTP 204/)
        .waitFor();
      await page().getByRole('button', { name: 'Disable' }).click();
      await page().getByText('Disabled').waitFor();
      expect(await page().getByRole('button', { name: 'Send a test' }).isDisabled()).toBe(true);
      await page().getByRole('button', { name: 'Enable' }).click();
      await page().getByText('Enabled').waitFor();
      await page().getByRole('button', { name: 'Delete' }).click();
      await page().getByRole('dialog').getByRole('button', { name: 'Delete webhook' }).click();
      await page().getByText('No webhooks yet').waitFor();
    }, 240_000);
  });
}
