/** How esbuild bundles what runs in a webview: React's names lead to Preact, and JSX needs no import. */
export const webOptions = {
  bundle: true,
  logLevel: 'warning',
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  alias: {
    react: 'preact/compat',
    'react-dom': 'preact/compat',
    'react-dom/client': 'preact/compat/client',
    'react/jsx-runtime': 'preact/jsx-runtime',
  },
  define: { 'process.env.NODE_ENV': '"production"' },
};
