import path from 'node:path';
import { writeFiles } from '../support/temp-project';

/**
 * A project of a Python block and a block in SQL; the first has a chart of each kind that Python code can draw. Its page tries
 * in every way to reach the address.
 */
export function writeChartsProject(folder: string, outside: string): Promise<void> {
  return writeFiles(folder, {
    'metadata.yaml': 'project_type: standalone\n',
    'pipelines/models/metadata.yaml': pipeline,
    'custom/scores.py': `@custom
def scores():
    return {'model': ['Booster', 'Lasso', 'Booster', 'Ridge', 'Booster', 'Lasso'], 'rmse': [5.2, 9.1, 5.3, 6.0, 5.1, 9.4]}
`,
    'data_loaders/trips.sql':
      "SELECT 'zone ' || i % 3 AS zone, i / 2.0 AS miles, TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS at FROM range(30) t(i)\n",
    'charts/errors.py': errors,
    'charts/runs.py': "runs = scores['model']\n",
    'charts/list.py': "heads = ['model', 'rmse']\nrows = [list(row) for row in zip(df_1['model'], df_1['rmse'])]\n",
    'charts/picture.py': picture,
    'charts/page.py': page(folder, outside),
  });
}

const pipeline = `name: models
uuid: models
type: python
blocks:
- uuid: scores
  name: scores
  type: custom
  language: python
- uuid: trips
  name: trips
  type: data_loader
  language: sql
widgets:
- uuid: errors
  name: Mean error
  type: chart
  language: python
  configuration:
    chart_type: bar chart
    chart_style: horizontal
    y_sort_order: descending
    x: models
    y: means
    y_tooltip_label_format: return value.toFixed(2) + ' min'
  upstream_blocks: [scores]
- uuid: runs
  name: Runs by model
  type: chart
  language: python
  configuration: {chart_type: pie chart, x: runs}
  upstream_blocks: [scores]
- uuid: list
  name: All runs
  type: chart
  language: python
  configuration: {chart_type: table, x: heads, y: rows}
  upstream_blocks: [scores]
- uuid: picture
  name: A picture
  type: chart
  language: python
  configuration: {chart_type: custom}
  upstream_blocks: [scores]
- uuid: page
  name: A page
  type: chart
  language: python
  configuration: {chart_type: custom}
  upstream_blocks: [scores]
`;

const errors = `print('computing means')
models = sorted(set(scores['model']))
means = []
for model in models:
    errors = [error for name, error in zip(scores['model'], scores['rmse']) if name == model]
    means.append(sum(errors) / len(errors))
`;

/** A PNG that is called a JPEG, as in many projects. */
const picture = `import base64
import struct
import zlib


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


@render(render_type='jpeg')
def picture(data):
    width, height = 240, 120
    rows = b''.join(b'\\0' + bytes(v for x in range(width) for v in (x, 2 * y, 128)) for y in range(height))
    header = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    png = b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')
    return base64.b64encode(png).decode()
`;

const page = (folder: string, outside: string) => `from mage_ai.data_preparation.decorators import render


@render(render_type='html')
def page(data):
    with open(${JSON.stringify(path.join(folder, 'drawn.txt'))}, 'a') as drawn:
        drawn.write('once\\n')
    return '''<link rel="preconnect" href="${outside}">
<h2 style="color: teal">Runs</h2><p id="state">Scripts do not run.</p>
<img src="${outside}/seen.png" alt="">
<div><template shadowrootmode="open">
  <link rel="preconnect" href="${outside}"><img src="${outside}/shadow.png" alt=""><p style="color: teal">In a shadow</p>
</template></div>
<button>Leave</button>
<script>
  document.querySelector('button').addEventListener('click', () => location.assign('${outside}/away'));
  const loaded = (name, attributes) => new Promise((resolve) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.onload = element.onerror = resolve;
    document.head.append(element);
  });
  document.getElementById('state').textContent = 'Scripts run.';
  parent.postMessage({ type: 'snapshot', snapshot: { view: 'output', trusted: true, subject: null, revision: 0 } }, '*');
  Promise.allSettled([
    fetch('${outside}/fetch'),
    loaded('img', { src: '${outside}/picture' }),
    loaded('script', { src: '${outside}/script' }),
    loaded('link', { rel: 'stylesheet', href: '${outside}/style' }),
  ]).then(() => document.body.append('All was tried.'));
</script>'''
`;
