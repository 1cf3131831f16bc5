import type { Charge, Invoice, PaymentMethod, PortalSession } from '../state/objects.ts';
import { dollars, escape, page } from './html.ts';

const dateOf = (seconds: number): string => new Date(seconds * 1_000).toISOString().slice(0, 10);

export const receiptPage = (charge: Charge): string =>
  page(
    'Receipt',
    `<h1>Receipt</h1><p class="total">${dollars(charge.amount, charge.currency)}</p>
<table><tr><th>For</th><td>${escape(charge.description ?? 'Credits')}</td></tr><tr><th>Paid on</th><td>${dateOf(charge.created)}</td></tr>
<tr><th>Refunded</th><td>${dollars(charge.amount_refunded, charge.currency)}</td></tr></table>`,
  );

export const invoicePage = (invoice: Invoice): string =>
  page(
    `Invoice ${invoice.number}`,
    `<h1>Invoice ${escape(invoice.number)}</h1><p class="total">${dollars(invoice.total, invoice.currency)}</p>
<p>${escape(invoice.description)}, paid on ${dateOf(invoice.created)}</p><p><a href="${escape(invoice.invoice_pdf)}">As a PDF</a></p>`,
  );

export function portalPage(portal: PortalSession, invoices: Invoice[], methods: PaymentMethod[]): string {
  const rows = invoices.map(
    ({ hosted_invoice_url: url, number, total, currency, created }) =>
      `<tr><td><a href="${escape(url)}">${escape(number)}</a></td><td>${dateOf(created)}</td><td>${dollars(total, currency)}</td></tr>`,
  );
  const cards = methods.map(
    ({ id, type, card }) =>
      `<form method="post"><button name="detach" value="${escape(id)}">Remove ${escape(card ? `${card.brand} ending in ${card.last4}` : type)}</button></form>`,
  );
  const back = portal.return_url === null ? '' : `<p><a href="${escape(portal.return_url)}">Back to the hub</a></p>`;
  return page(
    'Billing',
    `<h1>Billing</h1>${back}<h2>Ways to pay that are kept</h2>${cards.join('') || '<p>None.</p>'}
<h2>Invoices</h2>${rows.length > 0 ? `<table>${rows.join('')}</table>` : '<p>None yet.</p>'}`,
  );
}

/** One line of text on one page, in the smallest form of PDF that viewers open. */
export function invoicePdf({ number, total, currency, description }: Invoice): Buffer {
  const words = `Stand-in invoice ${number}: ${description}, ${dollars(total, currency)}`.replace(/[^ -~]|[()\\]/g, '');
  const drawing = `BT /F1 14 Tf 50 780 Td (${words}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text + table + trailer, 'latin1');
}
