import Link from '@mui/material/Link';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router';
import { Credits } from '../../shared/ui/credits.tsx';
import { formatCount, formatShare } from '../../shared/ui/format.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { groupNames } from './describe-usage.ts';
import { groupKeyOf, inputTokensOf, type UsageAmounts, type UsageGroupName, type UsageRow } from './usage-series.ts';
import type { NameOf } from './use-usage.ts';

type UsageGroupsProps = {
  group: UsageGroupName;
  rows: readonly UsageRow[];
  totals: UsageAmounts;
  total: number;
  nameOf: NameOf;
};

const onlyWide = { display: { xs: 'none', sm: 'table-cell' } };
const figures = { fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' };

function GroupName({ group, row, name }: { group: UsageGroupName; row: UsageRow; name: string }) {
  const facts = `${formatCount(row.calls)} calls · ${formatCount(inputTokensOf(row) + row.outputTokens)} tokens`;
  return (
    <>
      {group === 'account' ? (
        <Link component={RouterLink} to={`/administration/accounts/${row.accountId}`}>
          {name}
        </Link>
      ) : (
        name
      )}
      <Typography variant="caption" component="p" sx={{ color: 'text.secondary', display: { sm: 'none' } }}>
        {facts}
      </Typography>
    </>
  );
}

function GroupRow({ group, row, name, share }: { group: UsageGroupName; row: UsageRow; name: string; share: number }) {
  return (
    <TableRow>
      <TableCell component="th" scope="row" sx={{ pl: { xs: 2, sm: 3 }, fontWeight: 540 }}>
        <GroupName group={group} row={row} name={name} />
      </TableCell>
      <TableCell align="right" sx={{ ...onlyWide, ...figures }}>
        {formatCount(row.calls)}
        {row.failed > 0 && (
          <Typography variant="caption" component="p" sx={{ color: 'error.main' }}>
            {formatCount(row.failed)} failed
          </Typography>
        )}
      </TableCell>
      <TableCell align="right" sx={{ ...onlyWide, ...figures }}>
        {formatCount(inputTokensOf(row))}
      </TableCell>
      <TableCell align="right" sx={{ ...onlyWide, ...figures }}>
        {formatCount(row.outputTokens)}
      </TableCell>
      <TableCell align="right" sx={figures}>
        <Credits amount={row.cost} format="aligned" />
      </TableCell>
      <TableCell align="right" sx={{ ...onlyWide, ...figures, pr: 3, color: 'text.secondary' }}>
        {formatShare(share)}
      </TableCell>
    </TableRow>
  );
}

/** What each model, key, provider or account used in the whole time, the dearest first. */
export function UsageGroups({ group, rows, totals, total, nameOf }: UsageGroupsProps) {
  const title = `By ${group === 'key' ? 'API key' : group}`;
  return (
    <Panel title={title} description="Costs in credits, the dearest first." flush>
      <Table aria-label={title}>
        <TableHead>
          <TableRow>
            <TableCell sx={{ pl: { xs: 2, sm: 3 } }}>{groupNames[group]}</TableCell>
            <TableCell align="right" sx={onlyWide}>
              Calls
            </TableCell>
            <TableCell align="right" sx={onlyWide}>
              Input tokens
            </TableCell>
            <TableCell align="right" sx={onlyWide}>
              Output tokens
            </TableCell>
            <TableCell align="right">Cost</TableCell>
            <TableCell align="right" sx={{ ...onlyWide, pr: 3 }}>
              Share
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody sx={{ '& > tr:last-child > *': { borderBottom: 0 } }}>
          {rows.map((row) => {
            const key = groupKeyOf(row, group);
            const share = totals.cost === 0 ? 0 : row.cost / totals.cost;
            return <GroupRow key={key} group={group} row={row} name={nameOf(group, key)} share={share} />;
          })}
        </TableBody>
      </Table>
      {total > rows.length && (
        <Typography variant="caption" component="p" sx={{ px: { xs: 2, sm: 3 }, py: 1.5, color: 'text.secondary' }}>
          The dearest {formatCount(rows.length)} of {formatCount(total)}; the file has all of them.
        </Typography>
      )}
    </Panel>
  );
}
