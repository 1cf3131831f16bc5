import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { Statement } from '@smart-ai-hub/contracts';
import type { ReactNode } from 'react';
import { Credits } from '../../shared/ui/credits.tsx';
import { formatCount } from '../../shared/ui/format.ts';
import { statementTypeName } from './describe-statement.ts';

type LineProps = { name: string; count?: number; amount: ReactNode; isSum?: boolean };

const edge = { first: { pl: { xs: 2, sm: 3 } }, last: { pr: { xs: 2, sm: 3 } } };

function Line({ name, count, amount, isSum = false }: LineProps) {
  const weight = { fontWeight: isSum ? 600 : 400 };
  return (
    <TableRow>
      <TableCell component="th" scope="row" sx={{ ...edge.first, ...weight }}>
        {name}
      </TableCell>
      <TableCell align="right" sx={{ fontVariantNumeric: 'tabular-nums', color: 'text.secondary' }}>
        {count === undefined ? '' : formatCount(count)}
      </TableCell>
      <TableCell align="right" sx={{ ...edge.last, ...weight }}>
        {amount}
      </TableCell>
    </TableRow>
  );
}

function Head({ first, second, last }: { first: string; second: string; last: string }) {
  return (
    <TableHead>
      <TableRow>
        <TableCell sx={edge.first}>{first}</TableCell>
        <TableCell align="right">{second}</TableCell>
        <TableCell align="right" sx={edge.last}>
          {last}
        </TableCell>
      </TableRow>
    </TableHead>
  );
}

const body = { '& > tr:last-child > *': { borderBottom: 0 } };

/** From what the month began with to what it ended with; the lines between add up to it. */
export function StatementByType({ statement: { opening, closing, byType, final: isFinal } }: { statement: Statement }) {
  return (
    <Table aria-label="Credits of the month">
      <Head first="Entry" second="Number" last="Credits" />
      <TableBody sx={body}>
        <Line name="Balance at the beginning" amount={<Credits amount={opening} format="aligned" />} isSum />
        {byType.map(({ type, count, amount }) => (
          <Line
            key={type}
            name={statementTypeName(type)}
            count={count}
            amount={<Credits amount={amount} format="signed" />}
          />
        ))}
        <Line
          name={isFinal ? 'Balance at the end' : 'Balance now'}
          amount={<Credits amount={closing} format="aligned" />}
          isSum
        />
      </TableBody>
    </Table>
  );
}

/** What the calls of each model cost, the dearest first. */
export function StatementByModel({ byModel }: Pick<Statement, 'byModel'>) {
  return (
    <Table aria-label="Calls by model">
      <Head first="Model" second="Calls" last="Credits" />
      <TableBody sx={body}>
        {byModel.map(({ model, calls, amount }) => (
          <Line key={model} name={model} count={calls} amount={<Credits amount={amount} format="signed" />} />
        ))}
      </TableBody>
    </Table>
  );
}
