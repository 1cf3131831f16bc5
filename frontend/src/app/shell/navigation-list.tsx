import StatusIcon from '@mui/icons-material/MonitorHeartOutlined';
import Box from '@mui/material/Box';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { NavLink } from 'react-router';
import { useMeQuery } from '../../shared/api/hub-api.ts';
import { administration, navigation, type Place, type PlaceGroup } from './navigation.ts';

const itemStyle = {
  borderRadius: 1.25,
  color: 'text.secondary',
  py: 0.75,
  '& .MuiListItemIcon-root': { minWidth: 36, color: 'inherit' },
  '&.active': {
    color: 'text.primary',
    bgcolor: 'action.selected',
    '& .MuiListItemIcon-root': { color: 'primary.main' },
  },
};

const labelSlots = { primary: { sx: { fontSize: '0.9375rem', fontWeight: 540 } } };

type OnNavigate = { onNavigate: (() => void) | undefined };

function PlaceItem({ place: { to, label, Icon, isElsewhere }, onNavigate }: OnNavigate & { place: Place }) {
  const target = isElsewhere ? { component: 'a' as const, href: to } : { component: NavLink, to };
  return (
    <ListItem disablePadding>
      <ListItemButton {...target} sx={itemStyle} {...(onNavigate && { onClick: onNavigate })}>
        <ListItemIcon>
          <Icon fontSize="small" />
        </ListItemIcon>
        <ListItemText primary={label} slotProps={labelSlots} />
      </ListItemButton>
    </ListItem>
  );
}

function Group({ group: { label, places }, onNavigate }: OnNavigate & { group: PlaceGroup }) {
  const labelId = useId();
  return (
    <Box>
      {label && (
        <Typography
          id={labelId}
          variant="caption"
          component="p"
          sx={{ px: 2, pb: 0.5, fontSize: '0.75rem', fontWeight: 600, color: 'text.secondary' }}
        >
          {label}
        </Typography>
      )}
      <List {...(label && { 'aria-labelledby': labelId })} disablePadding sx={{ display: 'grid', gap: 0.25 }}>
        {places.map((place) => (
          <PlaceItem key={place.to} place={place} onNavigate={onNavigate} />
        ))}
      </List>
    </Box>
  );
}

const statusPlace: Place = { to: '/status', label: 'Status', Icon: StatusIcon };

/** All places, in groups; how the hub does at the foot. */
export function NavigationList({ onNavigate }: { onNavigate?: () => void }) {
  const isAdmin = useMeQuery().data?.user.role === 'admin';
  return (
    <Box
      component="nav"
      aria-label="Main"
      sx={{ display: 'flex', flexDirection: 'column', flex: 1, gap: 2.25, px: 1.5, py: 2 }}
    >
      {[...navigation, ...(isAdmin ? [administration] : [])].map((group) => (
        <Group key={group.label ?? 'first'} group={group} onNavigate={onNavigate} />
      ))}
      <List disablePadding sx={{ mt: 'auto' }}>
        <PlaceItem place={statusPlace} onNavigate={onNavigate} />
      </List>
    </Box>
  );
}
