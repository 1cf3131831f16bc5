import DocumentsIcon from '@mui/icons-material/DescriptionOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Payment } from '@smart-ai-hub/contracts';
import { useLazyPaymentDocumentsQuery } from '../../shared/api/hub-api.ts';
import { formatDateTime, formatPrice } from '../../shared/ui/format.ts';
import { PaymentStateChip } from '../../shared/ui/payment-state-chip.tsx';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { creditsOf, describePayment } from './describe-payment.ts';

/** Only what was paid has documents. */
const hasDocuments = ({ state }: Payment) => state === 'completed' || state === 'refunded' || state === 'disputed';

type DocumentLinks = { receiptUrl: string | null; invoiceUrl: string | null; invoicePdf: string | null };

function Documents({ links, date }: { links: DocumentLinks; date: string }) {
  const all = [
    ['Receipt', links.receiptUrl],
    ['Invoice', links.invoiceUrl],
    ['Invoice as PDF', links.invoicePdf],
  ] as const;
  if (all.every(([, url]) => url === null)) {
    return <Typography variant="body2">Our payment provider has no documents of it yet.</Typography>;
  }
  return (
    <Stack component="ul" direction="row" sx={{ listStyle: 'none', m: 0, p: 0, gap: 2, flexWrap: 'wrap' }}>
      {all.map(
        ([name, url]) =>
          url !== null && (
            <li key={name}>
              <Link
                href={url}
                target="_blank"
                rel="noreferrer"
                variant="body2"
                aria-label={`${name} of ${date}, opens in a new tab`}
              >
                {name}
              </Link>
            </li>
          ),
      )}
    </Stack>
  );
}

/** One purchase: what was bought, what became of it, and its documents, which the payment provider is asked for. */
export function PaymentRow({ payment }: { payment: Payment }) {
  const [ask, { data, error, isFetching }] = useLazyPaymentDocumentsQuery();
  const note = describePayment(payment);
  const date = formatDateTime(payment.createdAt);
  const askForDocuments = () => void ask({ params: { id: payment.id } });
  return (
    <Stack component="li" sx={{ px: { xs: 2, sm: 3 }, py: 1.75, gap: 0.75 }}>
      <Stack direction="row" sx={{ alignItems: 'center', columnGap: 2, rowGap: 0.5, flexWrap: 'wrap' }}>
        <Box sx={{ flex: 1, minWidth: 150 }}>
          <Typography sx={{ fontWeight: 600 }}>{creditsOf(payment)}</Typography>
          <Typography variant="caption" sx={{ color: 'text.secondary' }}>
            {date}
          </Typography>
        </Box>
        {hasDocuments(payment) && !data && (
          <Button
            size="small"
            startIcon={<DocumentsIcon />}
            loading={isFetching}
            aria-label={`Documents of ${date}`}
            onClick={askForDocuments}
          >
            Documents
          </Button>
        )}
        <Typography sx={{ fontVariantNumeric: 'tabular-nums' }}>{formatPrice(payment.price)}</Typography>
        <PaymentStateChip state={payment.state} />
      </Stack>
      {note !== undefined && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {note}
        </Typography>
      )}
      {data && <Documents links={data} date={date} />}
      {error && <QueryProblem error={error} onRetry={askForDocuments} />}
    </Stack>
  );
}
