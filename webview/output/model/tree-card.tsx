import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OutputRef } from '../../../core/protocol/data';
import type { ModelTree, ModelTrees } from '../../../core/protocol/model';
import { useRequest } from '../../shared/context';
import { Icon, ToolButton } from '../../shared/controls';
import { countOf, formatShort } from '../../shared/format';
import { FailureBanner } from '../../shared/problems';
import { shownName } from '../../shared/visible-text';
import { contentKey } from '../output-state';
import { TreeChooser } from './tree-chooser';
import { TreePicture } from './tree-picture';
import { TreeText } from './tree-text';

interface TreeCardProps {
  readonly output: OutputRef;
  readonly revision: string;
  readonly trees: ModelTrees;
}

const levelChoices = [2, 3, 4, 5, 6, 8];
const usualLevels = 3;
/** Smaller text is no pleasure to read. */
const readableZoom = 0.75;
const zooms = [0.25, 0.35, 0.5, 0.6, 0.75, 0.9, 1, 1.25, 1.5, 2];

/** One tree of a booster, chosen by its number: a picture of its first levels, from any node on, or its text. */
export function TreeCard({ output, revision, trees }: TreeCardProps) {
  const [tree, setTree] = useState(0);
  const [root, setRoot] = useState(0);
  const [moved, setMoved] = useState(false);
  const [levels, setLevels] = useState(usualLevels);
  const [zoom, setZoom] = useState(1);
  const [ownZoom, setOwnZoom] = useState(false);
  const [asText, setAsText] = useState(false);
  const card = useRef<HTMLElement>(null);
  const content = contentKey(output, revision);
  const query = asText ? null : { ...output, tree, root, levels };
  const { last: drawn, failure, loading } = useRequest('tree', query, JSON.stringify([content, tree, root, levels]));
  const step = useCallback((steps: number) => {
    setOwnZoom(true);
    setZoom((last) => stepped(last, steps));
  }, []);
  const choose = (next: number) => {
    setTree(next);
    setRoot(0);
    setMoved(false);
  };
  const open = (node: number) => {
    setRoot(node);
    setMoved(true);
  };
  const fit = useCallback(
    (least: number) => {
      const frame = card.current?.querySelector('.tree-frame');
      if (frame && drawn !== null) setZoom(Math.max(least, fitted(drawn, frame.clientWidth, frame.clientHeight)));
    },
    [drawn],
  );
  const fitAll = () => {
    setOwnZoom(true);
    fit(0);
  };
  // until a zoom is chosen, as much is shown as can be read
  useLayoutEffect(() => {
    if (!ownZoom) fit(readableZoom);
  }, [ownZoom, fit, asText]);
  return (
    <figure ref={card} class="model-card chart tree-card" aria-busy={loading} data-card="tree">
      <figcaption>
        <h2>Tree</h2>
        <TreeChooser trees={trees} tree={tree} onChoose={choose} />
        {!asText && (
          <label>
            <span class="spoken">Levels shown</span>
            <select
              value={levels}
              onChange={({ currentTarget }) => setLevels(levelChoices[currentTarget.selectedIndex] ?? usualLevels)}
            >
              {levelChoices.map((each) => (
                <option key={each} value={each}>
                  {each} levels
                </option>
              ))}
            </select>
          </label>
        )}
        <span class="tree-tools">
          {!asText && (
            <>
              <ToolButton icon="zoom-out" label="Zoom out" keys="-" onClick={() => step(-1)} />
              <ToolButton icon="zoom-in" label="Zoom in" keys="+" onClick={() => step(1)} />
              <ToolButton icon="screen-full" label="Fit the tree" onClick={fitAll} />
            </>
          )}
          <ToolButton
            icon={asText ? 'type-hierarchy-sub' : 'symbol-text'}
            label={asText ? 'Show as picture' : 'Show as text'}
            onClick={() => setAsText(!asText)}
          />
        </span>
      </figcaption>
      {failure !== null && !asText && <FailureBanner failure={failure} />}
      {asText ? (
        <TreeText output={output} tree={tree} content={content} />
      ) : drawn === null ? (
        failure === null && <p class="waiting">Drawing …</p>
      ) : (
        <>
          <TreePath tree={drawn} onOpen={open} />
          <TreePicture
            key={`${drawn.tree} ${drawn.shown[0]?.node ?? 0}`}
            tree={drawn}
            label={`Tree ${drawn.tree}`}
            zoom={zoom}
            onZoom={step}
            focused={moved}
            onOpen={open}
          />
        </>
      )}
    </figure>
  );
}

/** What the tree is, and the way from its root to the part that is shown, to go back on. */
function TreePath({ tree, onOpen }: { readonly tree: ModelTree; readonly onOpen: (node: number) => void }) {
  const { nodes, leaves, depth, weight, path } = tree;
  const facts = [
    countOf(nodes, 'node'),
    countOf(leaves, 'leaf', 'leaves'),
    `${countOf(depth, 'level')} deep`,
    ...(weight === 1 ? [] : [`weight ${formatShort(weight)}`]),
  ];
  if (path.length === 0) return <p class="tree-path muted">{facts.join(', ')}</p>;
  return (
    <nav class="tree-path" aria-label="Way to this part of the tree">
      {path.map(({ node, text }) => (
        <button key={node} type="button" title={shownName(text)} onClick={() => onOpen(node)}>
          <span class="words">{shownName(text)}</span>
          <Icon name="chevron-right" />
        </button>
      ))}
    </nav>
  );
}

function stepped(zoom: number, steps: number): number {
  const next = steps > 0 ? zooms.find((each) => each > zoom + 1e-9) : zooms.findLast((each) => each < zoom - 1e-9);
  return next ?? zoom;
}

function fitted({ width, height }: ModelTree, roomX: number, roomY: number): number {
  const least = zooms[0] ?? 0.25;
  return Math.max(least, Math.min(1, roomX / (width + 26), roomY / (height + 26)));
}
