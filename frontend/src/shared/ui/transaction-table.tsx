import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { Transaction } from '@smart-ai-hub/contracts';
import { TransactionRow } from './transaction-row.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';

type TransactionTableProps = { label: string; transactions: readonly Transaction[]; isStale: boolean };

/** Entries of a ledger; each opens to what it means. */
export function TransactionTable({ label, transactions, isStale }: TransactionTableProps) {
  const onlyWide = { display: { xs: 'none', sm: 'table-cell' } };
  return (
    <Table aria-label={label} aria-busy={isStale} sx={{ opacity: isStale ? 0.6 : 1 }}>
      <TableHead>
        <TableRow sx={{ '& > th': { borderBottom: 0, py: 1 } }}>
          <TableCell sx={{ width: 44 }}>
            <VisuallyHidden>Details</VisuallyHidden>
          </TableCell>
          <TableCell sx={{ pl: 1 }}>Entry</TableCell>
          <TableCell sx={onlyWide}>Date</TableCell>
          <TableCell align="right">Amount</TableCell>
          <TableCell align="right" sx={{ ...onlyWide, pr: 3 }}>
            Balance after
          </TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {transactions.map((transaction) => (
          <TransactionRow key={transaction.id} transaction={transaction} />
        ))}
      </TableBody>
    </Table>
  );
}
