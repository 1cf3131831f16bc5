import { createTheme, type PaletteOptions, type Theme } from '@mui/material/styles';

const sans = '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
export const monospace = 'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace';

/** Of what is plotted side by side; the last is for the rest. Each is at least 3:1 against paper (WCAG 1.4.11). */
type ChartColors = Record<'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'rest', string>;

declare module '@mui/material/styles' {
  interface PaletteOptions {
    chart?: ChartColors;
  }
}

const lightChart: ChartColors = {
  a: '#0f766e',
  b: '#2563a8',
  c: '#b4580a',
  d: '#7a4cae',
  e: '#b8325a',
  f: '#5c7a12',
  rest: '#6b7280',
};
const darkChart: ChartColors = {
  a: '#4fd1c0',
  b: '#7db4f0',
  c: '#f0b04f',
  d: '#c3a1ee',
  e: '#f58ba3',
  f: '#b5d36a',
  rest: '#8b949e',
};

/** As CSS variables, which follow the color scheme. */
export const chartColors = (['a', 'b', 'c', 'd', 'e', 'f'] as const).map((name) => `var(--mui-palette-chart-${name})`);
export const chartRestColor = 'var(--mui-palette-chart-rest)';

const light: PaletteOptions = {
  primary: { main: '#0f766e', dark: '#115e59', light: '#14b8a6', contrastText: '#ffffff' },
  error: { main: '#b42318', contrastText: '#ffffff' },
  warning: { main: '#93500a', contrastText: '#ffffff' },
  success: { main: '#0f766e', contrastText: '#ffffff' },
  info: { main: '#35546f', contrastText: '#ffffff' },
  text: { primary: '#16191d', secondary: '#565d66', disabled: '#8b929b' },
  background: { default: '#f7f8f8', paper: '#ffffff' },
  divider: '#e3e6e8',
  chart: lightChart,
};

const dark: PaletteOptions = {
  primary: { main: '#4fd1c0', dark: '#2aa898', light: '#8be5d8', contrastText: '#05201d' },
  error: { main: '#ff9a8f', contrastText: '#2b0603' },
  warning: { main: '#f2b866', contrastText: '#2a1800' },
  success: { main: '#4fd1c0', contrastText: '#05201d' },
  info: { main: '#9dbbd6', contrastText: '#08131d' },
  text: { primary: '#eceef0', secondary: '#a0a8b1', disabled: '#6c747d' },
  background: { default: '#0e1113', paper: '#15191c' },
  divider: '#272d32',
  chart: darkChart,
};

const heading = { fontWeight: 640, letterSpacing: '-0.018em', lineHeight: 1.25 };

const typography = {
  fontFamily: sans,
  fontSize: 14,
  h1: { ...heading, fontSize: '1.625rem' },
  h2: { ...heading, fontSize: '1.0625rem', letterSpacing: '-0.01em' },
  h3: { ...heading, fontSize: '0.9375rem', letterSpacing: '-0.005em' },
  body1: { fontSize: '0.9375rem', lineHeight: 1.6 },
  body2: { fontSize: '0.875rem', lineHeight: 1.55 },
  caption: { fontSize: '0.8125rem', lineHeight: 1.45 },
  button: { fontWeight: 560, textTransform: 'none' as const, letterSpacing: 0 },
};

const visibleFocus = (theme: Theme) => ({
  '&.Mui-focusVisible, &:focus-visible': {
    outline: `2px solid ${theme.vars?.palette.primary.main ?? theme.palette.primary.main}`,
    outlineOffset: 2,
  },
});

const surfaces = {
  MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
  MuiCard: { defaultProps: { variant: 'outlined' as const }, styleOverrides: { root: { borderRadius: 12 } } },
  MuiMenu: {
    styleOverrides: {
      paper: ({ theme }: { theme: Theme }) => ({
        border: `1px solid ${theme.vars?.palette.divider ?? theme.palette.divider}`,
        boxShadow: '0 8px 28px rgb(0 0 0 / 0.14)',
        marginTop: 6,
      }),
    },
  },
  MuiDialog: { styleOverrides: { paper: { borderRadius: 14 }, paperFullScreen: { borderRadius: 0 } } },
  MuiAlert: { styleOverrides: { root: { borderRadius: 10, alignItems: 'flex-start' } } },
  MuiTooltip: {
    defaultProps: { arrow: true, enterDelay: 300 },
    styleOverrides: { tooltip: { fontSize: '0.8125rem' } },
  },
};

const controls = {
  MuiButtonBase: {
    defaultProps: { disableRipple: true },
    styleOverrides: { root: ({ theme }: { theme: Theme }) => visibleFocus(theme) },
  },
  MuiButton: {
    defaultProps: { disableElevation: true },
    styleOverrides: { root: { borderRadius: 8 }, sizeMedium: { paddingBlock: 7, paddingInline: 16 } },
  },
  MuiLink: {
    defaultProps: { underline: 'always' as const },
    styleOverrides: {
      root: ({ theme }: { theme: Theme }) => ({
        fontWeight: 520,
        textUnderlineOffset: 3,
        borderRadius: 4,
        ...visibleFocus(theme),
      }),
    },
  },
  MuiOutlinedInput: { styleOverrides: { root: { borderRadius: 8 } } },
  MuiChip: { styleOverrides: { root: { fontWeight: 520 }, sizeSmall: { fontSize: '0.75rem', height: 22 } } },
  MuiAutocomplete: {
    styleOverrides: {
      paper: ({ theme }: { theme: Theme }) => ({
        border: `1px solid ${theme.vars?.palette.divider ?? theme.palette.divider}`,
        boxShadow: '0 8px 28px rgb(0 0 0 / 0.14)',
      }),
      option: ({ theme }: { theme: Theme }) => {
        const { action } = theme.vars?.palette ?? theme.palette;
        return {
          '&[aria-selected="true"]': { backgroundColor: `${action.selected} !important` },
          '&.Mui-focused': { backgroundColor: `${action.hover} !important` },
        };
      },
    },
  },
  MuiTableCell: {
    styleOverrides: {
      head: ({ theme }: { theme: Theme }) => ({
        fontSize: '0.8125rem',
        fontWeight: 560,
        color: theme.vars?.palette.text.secondary ?? theme.palette.text.secondary,
      }),
    },
  },
  MuiCssBaseline: {
    styleOverrides: {
      body: {
        fontFeatureSettings: '"cv05", "cv11", "ss03"',
        WebkitFontSmoothing: 'antialiased',
        overflowWrap: 'anywhere' as const,
      },
      code: { fontFamily: monospace, fontSize: '0.92em' },
      '@media (prefers-reduced-motion: reduce)': {
        '*, *::before, *::after': { transitionDuration: '0.01ms !important' },
      },
    },
  },
};

/** The one theme: a calm neutral ground with teal as the only accent, in light and dark. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data-color-scheme' },
  colorSchemes: { light: { palette: light }, dark: { palette: dark } },
  shape: { borderRadius: 8 },
  typography,
  components: { ...surfaces, ...controls },
});
