import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import { LoadingRows } from './loading-rows.tsx';
import { Pager } from './pager.tsx';
import { QueryProblem } from './problem-notice.tsx';

type PagedListProps<Answer> = {
  query: { data?: Answer | undefined; error?: unknown; isFetching: boolean; refetch: () => unknown };
  /** What is listed, e.g. `deliveries`, and one of it. */
  label: string;
  one: string;
  page: number;
  onPage: (page: number) => void;
  /** What stands there when there is nothing. */
  empty: ReactNode;
  /** The rows of a page. */
  children: (answer: Answer) => ReactNode;
};

/** A list that comes page by page, in each of its states: on its way, failed, empty, there. */
export function PagedList<Answer extends { total: number; totalPages: number }>(props: PagedListProps<Answer>) {
  const { query, label, one, page, onPage, empty, children } = props;
  const { data, error, isFetching, refetch } = query;
  if (error) {
    return (
      <Box sx={{ px: { xs: 2, sm: 3 }, pb: 3 }}>
        <QueryProblem error={error} onRetry={() => void refetch()} />
      </Box>
    );
  }
  if (!data) return <LoadingRows label={`Loading the ${label}`} />;
  if (data.total === 0) return empty;
  return (
    <Box aria-busy={isFetching} sx={{ opacity: isFetching ? 0.6 : 1 }}>
      {children(data)}
      <Pager label={label} one={one} page={page} totalPages={data.totalPages} total={data.total} onPage={onPage} />
    </Box>
  );
}
