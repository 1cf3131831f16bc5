import Box from '@mui/material/Box';
import { ColorSchemePicker } from '../../shared/ui/color-scheme-picker.tsx';
import { Page, PageHeading } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Budgets } from './budgets.tsx';
import { NoticeWishes } from './notice-wishes.tsx';
import { Profile } from './profile.tsx';
import { YourData } from './your-data.tsx';

export function SettingsPage() {
  return (
    <Page>
      <PageHeading title="Settings" />
      <Profile />
      <Budgets />
      <NoticeWishes />
      <Panel title="Appearance" description="Kept in this browser.">
        <Box sx={{ maxWidth: 360 }}>
          <ColorSchemePicker />
        </Box>
      </Panel>
      <YourData />
    </Page>
  );
}
