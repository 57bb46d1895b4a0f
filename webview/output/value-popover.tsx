import { useState } from 'preact/hooks';
import { cellTextLength, type CellQuery } from '../../core/protocol/data';
import type { ColumnInfo } from '../../core/protocol/outputs';
import { useMessages, useRequest } from '../shared/context';
import { ToolButton } from '../shared/controls';
import { countOf, formatCount } from '../shared/format';
import { failureOf } from '../shared/host';
import { LiveRegion } from '../shared/live-region';
import { SeverityIcon } from '../shared/problems';
import { shownName, visibleText } from '../shared/visible-text';
import { columnIcon } from './column-type';
import { Popover } from './popover';

/** Characters of a value that are laid out at once: a browser takes seconds for millions. */
const shownCharacters = 50_000;

/** A cell of the table as it is sorted now. */
export interface ShownCell {
  readonly query: Omit<CellQuery, 'from' | 'limit'>;
  readonly column: ColumnInfo;
  /** What the page has of the value; null when it is missing. */
  readonly text: string | null;
  /** Whether that is only its beginning. */
  readonly cut: boolean;
  /** Where the cell begins, in pixels from the left of the grid. */
  readonly left: number;
}

interface ValuePopoverProps {
  readonly cell: ShownCell;
  /** Changes when the rows may have changed. */
  readonly content: string;
  readonly onClose: () => void;
}

/** The whole value of a cell, with its line breaks, to read and to copy. */
export function ValuePopover({ cell, content, onClose }: ValuePopoverProps) {
  const { query, column, cut } = cell;
  const key = JSON.stringify([content, query]);
  const asked = useRequest('cell', cut ? { ...query, from: 0, limit: shownCharacters } : null, key);
  const { copy, copied } = useCopying(cell);
  const whole = asked.result;
  const text = whole === null ? cell.text : whole.text;
  const name = shownName(column.name);
  return (
    <Popover
      label={`Value of ${name} in row ${formatCount(query.row + 1)}`}
      icon={columnIcon(column.type)}
      title={name}
      note={`${shownName(column.type)}, row ${formatCount(query.row + 1)}`}
      left={cell.left}
      onClose={onClose}
      actions={<ToolButton icon="copy" label="Copy value" onClick={copy} />}
    >
      {asked.failure !== null && (
        <p>
          <SeverityIcon severity="error" /> {asked.failure.message}
        </p>
      )}
      {whole !== null && whole.characters > shownCharacters && (
        <p class="muted">
          The first {formatCount(shownCharacters)} of {countOf(whole.characters, 'character')}. Copying takes{' '}
          {whole.characters > cellTextLength ? `the first ${formatCount(cellTextLength)}.` : 'all of them.'}
        </p>
      )}
      {copied !== '' && <p class="muted">{copied}</p>}
      <Value text={text} />
      <LiveRegion text={copied} ticket={0} />
    </Popover>
  );
}

function Value({ text }: { readonly text: string | null }) {
  if (text === null || text === '') return <p class="muted">{text === null ? 'NULL' : 'The text is empty.'}</p>;
  return <pre class="value">{visibleText(text)}</pre>;
}

/** Copies the whole value, which may have to be asked for first. */
function useCopying(cell: ShownCell): { readonly copy: () => void; readonly copied: string } {
  const { request } = useMessages();
  const [copied, setCopied] = useState('');
  const copy = () => {
    copyCell(request, cell).then(
      () => setCopied('Copied.'),
      (error: unknown) => setCopied(`Not copied: ${failureOf(error).message}`),
    );
  };
  return { copy, copied };
}

/** Puts the whole value of a cell on the clipboard, as far as one request gives it. */
export async function copyCell(
  request: ReturnType<typeof useMessages>['request'],
  { query, text, cut }: Pick<ShownCell, 'query' | 'text' | 'cut'>,
): Promise<void> {
  const whole = cut ? (await request('cell', { ...query, from: 0, limit: cellTextLength })).text : text;
  await navigator.clipboard.writeText(whole ?? '');
}
