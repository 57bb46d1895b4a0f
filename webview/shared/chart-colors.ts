import { themeColor } from './theme';

/** Orange comes last: in VS Code's dark themes it is nearly the background. */
const seriesColors = ['blue', 'green', 'purple', 'yellow', 'red', 'orange'];

/** The theme's colour of a series or a slice; beyond the sixth they repeat. */
export function seriesColor(index: number): string {
  return themeColor(`charts-${seriesColors[index % seriesColors.length] ?? 'blue'}`, 'charts-blue');
}

/** What the text of a chart is drawn with. */
export function chartInk() {
  return {
    ink: themeColor('charts-foreground', 'foreground'),
    muted: themeColor('descriptionForeground', 'foreground'),
    lines: themeColor('widget-border', 'charts-lines'),
    font: { family: getComputedStyle(document.body).fontFamily, size: 11 },
  };
}

/** A tooltip that looks like the editor's own. */
export function tooltipLook() {
  const { font } = chartInk();
  const text = themeColor('editorHoverWidget-foreground', 'foreground');
  return {
    backgroundColor: themeColor('editorHoverWidget-background', 'editorWidget-background'),
    borderColor: themeColor('editorHoverWidget-border', 'contrastBorder'),
    borderWidth: 1,
    titleColor: text,
    bodyColor: text,
    titleFont: font,
    bodyFont: font,
  };
}
