/** The page of a view, as the extension's own: the same content-security policy, an empty root, one module. */
export function previewPage(
  view: 'graph' | 'output',
  nonce: string,
): { readonly html: string; readonly policy: string } {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `font-src 'self'`,
    `img-src 'self' data:`,
  ].join('; ');
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${view}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="codicon.css" />
    <link rel="stylesheet" href="${view}.css" />
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${nonce}" src="fake-host.js"></script>
    <script nonce="${nonce}" type="module" src="${view}.js"></script>
  </body>
</html>
`;
  return { html, policy };
}
