import DarkModeIcon from '@mui/icons-material/DarkModeOutlined';
import LightModeIcon from '@mui/icons-material/LightModeOutlined';
import SystemModeIcon from '@mui/icons-material/SettingsBrightnessOutlined';
import { useColorScheme } from '@mui/material/styles';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';

const schemes = [
  { value: 'light', label: 'Light', Icon: LightModeIcon },
  { value: 'dark', label: 'Dark', Icon: DarkModeIcon },
  { value: 'system', label: 'System', Icon: SystemModeIcon },
] as const;

/** Light, dark, or what the operating system says. */
export function ColorSchemePicker() {
  const { mode, setMode } = useColorScheme();
  return (
    <ToggleButtonGroup
      exclusive
      fullWidth
      size="small"
      value={mode ?? 'system'}
      aria-label="Theme"
      onChange={(_, next: 'light' | 'dark' | 'system' | null) => next && setMode(next)}
    >
      {schemes.map(({ value, label, Icon }) => (
        <ToggleButton key={value} value={value} sx={{ gap: 0.75, textTransform: 'none' }}>
          <Icon sx={{ fontSize: '1.05rem' }} />
          {label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
