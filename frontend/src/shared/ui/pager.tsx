import Pagination from '@mui/material/Pagination';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { formatCount } from './format.ts';

type PagerProps = {
  /** What the pages are of, e.g. `deliveries`. */
  label: string;
  /** One of them, e.g. `delivery`. */
  one: string;
  page: number;
  totalPages: number;
  total: number;
  onPage: (page: number) => void;
};

/** The foot of a paged list: how many there are, and the way to the others. */
export function Pager({ label, one, page, totalPages, total, onPage }: PagerProps) {
  return (
    <Stack
      direction="row"
      sx={{
        justifyContent: 'space-between',
        alignItems: 'center',
        flexWrap: 'wrap',
        gap: 1,
        px: { xs: 2, sm: 3 },
        py: 1.5,
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <Typography variant="caption" sx={{ color: 'text.secondary' }}>
        {formatCount(total)} {total === 1 ? one : label}
      </Typography>
      {totalPages > 1 && (
        <Pagination
          size="small"
          count={totalPages}
          page={page}
          onChange={(_, next) => onPage(next)}
          aria-label={`Pages of the ${label}`}
        />
      )}
    </Stack>
  );
}
