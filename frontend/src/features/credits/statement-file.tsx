import DownloadIcon from '@mui/icons-material/DownloadRounded';
import Button, { type ButtonProps } from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import { useSaveTransactionsMutation } from '../../shared/api/hub-api.ts';
import { formatMonth } from '../../shared/ui/format.ts';
import { QueryProblem } from '../../shared/ui/problem-notice.tsx';
import { spanOfMonth } from './describe-statement.ts';

/** The entries that a statement is made of, as a file for a spreadsheet. */
export function StatementFile({ month, size }: { month: string; size: NonNullable<ButtonProps['size']> }) {
  const [save, { error, isLoading }] = useSaveTransactionsMutation();
  const download = () => void save({ query: spanOfMonth(month), fileName: `credits-${month}.csv` });
  return (
    <Stack sx={{ gap: 1, displayPrint: 'none' }}>
      <Button
        size={size}
        variant={size === 'small' ? 'text' : 'outlined'}
        startIcon={<DownloadIcon />}
        loading={isLoading}
        aria-label={`Entries as CSV, ${formatMonth(month)}`}
        onClick={download}
      >
        Entries as CSV
      </Button>
      {error && <QueryProblem error={error} onRetry={download} />}
    </Stack>
  );
}
