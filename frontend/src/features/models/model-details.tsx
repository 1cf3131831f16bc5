import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import type { CreditPrice, Model } from '@smart-ai-hub/contracts';
import { formatCount, formatCredits, formatDateTime, formatDollarPrice } from '../../shared/ui/format.ts';
import { PriceAmount } from './price-amount.tsx';
import { priceTableOf } from './price-lines.ts';

function PriceTable({ model }: { model: Model }) {
  const { columns, lines } = priceTableOf(model.price, model.kind);
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Table
        size="small"
        aria-label={`All prices of ${model.displayName}`}
        sx={{ width: 'auto', '& th, & td': { px: 1, borderColor: 'divider', '&:first-of-type': { pl: 0 } } }}
      >
        <TableHead>
          <TableRow>
            <TableCell>Per million tokens</TableCell>
            {columns.map((column) => (
              <TableCell key={column} align="right" sx={{ minWidth: 92 }}>
                {column}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {lines.map(({ label, credits }) => (
            <TableRow key={label}>
              <TableCell component="th" scope="row" sx={{ fontWeight: 400 }}>
                {label}
              </TableCell>
              {credits.map((amount, at) => (
                <TableCell key={columns[at]} align="right">
                  <PriceAmount credits={amount} />
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  );
}

/** "12.00 in · 60.00 out", or "free". */
function inWords(price: CreditPrice, kind: Model['kind']): string {
  if (price.free) return 'free of charge';
  const input = `${formatCredits(price.input)} in`;
  return kind === 'chat' ? `${input} · ${formatCredits(price.output)} out per million tokens` : `${input} per million`;
}

function NextPrice({ model }: { model: Model }) {
  if (model.nextPrice === null) return null;
  return (
    <Alert severity="info" variant="outlined" sx={{ alignSelf: 'flex-start' }}>
      From {formatDateTime(model.nextPrice.from)} on: {inWords(model.nextPrice, model.kind)}.
    </Alert>
  );
}

/** Everything about a model that its line in the list has no room for. */
export function ModelDetails({ model }: { model: Model }) {
  const { price, contextTokens, maxOutputTokens, kind } = model;
  const limits = [
    `${formatCount(contextTokens)} tokens of context`,
    ...(kind === 'chat' ? [`at most ${formatCount(maxOutputTokens)} of output`] : []),
  ];
  return (
    <Stack sx={{ gap: 1.5, alignItems: 'flex-start' }}>
      <Typography variant="body2" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
        {limits.join(' · ')}
      </Typography>
      <NextPrice model={model} />
      {price.free ? (
        <Typography variant="body2">This model is free of charge.</Typography>
      ) : (
        <PriceTable model={model} />
      )}
      {price.webSearch !== null && (
        <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums' }}>
          Each web search by the model: {formatCredits(price.webSearch)} credits ({formatDollarPrice(price.webSearch)})
        </Typography>
      )}
    </Stack>
  );
}
