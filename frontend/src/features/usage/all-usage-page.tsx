import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { UsageView } from './usage-view.tsx';

/** For administrators: what all accounts used. */
export function AllUsagePage() {
  return (
    <Page>
      <PageHeading
        title="All usage"
        description="What the calls of all accounts used and cost. Days are those of UTC. Lost is what calls cost beyond the means of their account."
      />
      <UsageView scope="all" />
    </Page>
  );
}
