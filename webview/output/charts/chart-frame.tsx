import { useMemo } from 'preact/hooks';
import { useMessages } from '../../shared/context';
import { Button } from '../../shared/controls';
import { themeColor, useThemeRevision } from '../../shared/theme';
import { framedHtml } from './framed-html';

interface ChartFrameProps {
  readonly html: string;
  readonly title: string;
  /** The chart that it belongs to. */
  readonly of: { readonly project: string; readonly pipeline: string; readonly chart: string };
  /** Whether the user has allowed scripts in this chart. */
  readonly scripts: boolean;
  readonly trusted: boolean;
}

/** HTML of a chart, in a frame of its own that has no access to the page and whose requests are refused. */
export function ChartFrame({ html, title, of, scripts, trusted }: ChartFrameProps) {
  const messages = useMessages();
  const theme = useThemeRevision();
  const isActive = scripts && trusted;
  const { page, isWhole, hasScripts } = useMemo(
    () => framedHtml(html, { nonce: pageNonce(), scripts: isActive, colors: frameColors(), font: pageFont() }),
    // the theme's colours are written into the page
    [html, isActive, theme],
  );
  return (
    <>
      <iframe class="chart-frame" title={title} sandbox={isActive ? 'allow-scripts' : ''} srcdoc={page} />
      {hasScripts && (
        <p class="chart-scripts">
          {isActive ? 'Its scripts run; what they request is refused.' : 'It has scripts, which do not run.'}{' '}
          {trusted ? (
            <Button secondary onClick={() => messages.send({ type: 'allow_scripts', ...of, allowed: !isActive })}>
              {isActive ? 'Stop Scripts' : 'Allow Scripts in This Chart'}
            </Button>
          ) : (
            'They could be allowed in a workspace that you trust.'
          )}
        </p>
      )}
      {!isWhole && <p class="chart-note">What it would load from elsewhere is left out.</p>}
    </>
  );
}

/** The nonce of the page's own script; browsers give it to scripts only, not as an attribute. */
function pageNonce(): string {
  return document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? '';
}

function pageFont(): string {
  return getComputedStyle(document.body).fontFamily;
}

function frameColors() {
  const { classList } = document.body;
  const isLight = classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light');
  const scheme: 'light' | 'dark' = isLight ? 'light' : 'dark';
  return { scheme, paper: themeColor('panel-background', 'editor-background'), ink: themeColor('foreground') };
}
