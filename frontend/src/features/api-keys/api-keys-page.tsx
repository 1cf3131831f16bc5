import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { ApiKeys } from './api-keys.tsx';

export function ApiKeysPage() {
  return (
    <Page>
      <PageHeading title="API keys" description="A key lets a program call every model of this hub, on your credits." />
      <ApiKeys />
    </Page>
  );
}
