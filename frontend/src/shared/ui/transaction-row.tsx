import ExpandIcon from '@mui/icons-material/KeyboardArrowDownRounded';
import Box from '@mui/material/Box';
import Collapse from '@mui/material/Collapse';
import IconButton from '@mui/material/IconButton';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import type { Transaction } from '@smart-ai-hub/contracts';
import { Fragment, useState } from 'react';
import { Credits } from './credits.tsx';
import { formatDateTime } from './format.ts';
import {
  explainTransaction,
  transactionDetails,
  transactionSummary,
  transactionTypeNames,
} from './describe-transaction.ts';

function Details({ transaction }: { transaction: Transaction }) {
  return (
    <Box sx={{ py: 1.5, pl: { xs: 0, sm: 5 } }}>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1.5, maxWidth: 620 }}>
        {explainTransaction(transaction)}
      </Typography>
      <Box
        component="dl"
        sx={{
          display: 'grid',
          gridTemplateColumns: '72px 1fr',
          columnGap: 2,
          rowGap: 0.5,
          m: 0,
          fontSize: '0.875rem',
        }}
      >
        {transactionDetails(transaction).map(({ label, value }) => (
          <Fragment key={label}>
            <Box component="dt" sx={{ color: 'text.secondary' }}>
              {label}
            </Box>
            <Box component="dd" sx={{ m: 0, minWidth: 0, fontVariantNumeric: 'tabular-nums' }}>
              {value}
            </Box>
          </Fragment>
        ))}
      </Box>
    </Box>
  );
}

function EntryName({ transaction }: { transaction: Transaction }) {
  return (
    <>
      <Typography sx={{ fontWeight: 540, fontSize: '0.9375rem' }}>{transactionTypeNames[transaction.type]}</Typography>
      <Typography variant="caption" component="p" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
        {transactionSummary(transaction)}
      </Typography>
      <Typography variant="caption" component="p" sx={{ color: 'text.secondary', display: { sm: 'none' } }}>
        {formatDateTime(transaction.createdAt)}
      </Typography>
    </>
  );
}

const onlyWide = { display: { xs: 'none', sm: 'table-cell' } };

/** One ledger entry; opens to what it means and what it belongs to. */
export function TransactionRow({ transaction }: { transaction: Transaction }) {
  const [isOpen, setOpen] = useState(false);
  const { id, type, amount, balanceAfter, createdAt } = transaction;
  const name = transactionTypeNames[type];
  return (
    <>
      <TableRow sx={{ '& > td': { borderBottom: 0, borderTop: 1, borderColor: 'divider', py: 1.25 } }}>
        <TableCell sx={{ pr: 0, pl: { xs: 0.5, sm: 2 }, width: 44 }}>
          <IconButton
            size="small"
            aria-label={`Details of ${name} of ${formatDateTime(createdAt)}`}
            aria-expanded={isOpen}
            aria-controls={`details-${id}`}
            onClick={() => setOpen(!isOpen)}
          >
            <ExpandIcon sx={{ transition: 'transform 120ms', transform: isOpen ? 'rotate(180deg)' : 'none' }} />
          </IconButton>
        </TableCell>
        <TableCell sx={{ pl: 1 }}>
          <EntryName transaction={transaction} />
        </TableCell>
        <TableCell sx={{ ...onlyWide, color: 'text.secondary', whiteSpace: 'nowrap' }}>
          {formatDateTime(createdAt)}
        </TableCell>
        <TableCell
          align="right"
          sx={{
            fontWeight: 560,
            color: amount > 0 ? 'success.main' : amount === 0 ? 'text.secondary' : 'text.primary',
          }}
        >
          <Credits amount={amount} format="signed" />
        </TableCell>
        <TableCell align="right" sx={{ ...onlyWide, pr: 3 }}>
          <Credits amount={balanceAfter} format="aligned" />
        </TableCell>
      </TableRow>
      <TableRow id={`details-${id}`}>
        <TableCell colSpan={5} sx={{ py: 0, borderBottom: 0 }}>
          <Collapse in={isOpen} unmountOnExit>
            <Details transaction={transaction} />
          </Collapse>
        </TableCell>
      </TableRow>
    </>
  );
}
