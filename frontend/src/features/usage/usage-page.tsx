import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { UsageView } from './usage-view.tsx';

/** What the calls of the signed-in account used and cost. */
export function UsagePage() {
  return (
    <Page>
      <PageHeading
        title="Usage"
        description={
          <>
            What your calls used and cost, by the end of each call. Days are those of UTC. Single calls are in the{' '}
            <Link component={RouterLink} to="/runs">
              request log
            </Link>
            .
          </>
        }
      />
      <UsageView scope="own" />
    </Page>
  );
}
