import { beforeEach, describe, expect, it } from 'vitest';
import { oldestAndNewestPython } from '../../../test/support/python';
import { runDemo, storedText } from '../../../test/support/run-demo';
import { tempProject } from '../../../test/support/temp-project';

const pythons = await oldestAndNewestPython('packages');

const FRAME = `pd.DataFrame({
    'id': [1, 2, 3, 4, 5],
    'group': ['a', 'b', 'a', None, 'b'],
    'n': [10.0, None, 30.0, 40.0, 60.0],
    'text': ['x', '', 'y', 'x', None],
    'price': ['$ 1,000', '- 2.5 €', None, '3', ' 4 CAD'],
    'mail': ['a@b.org', 'wrong', 'c@d.eu', 'e@f.net', 'g@h.com'],
    'when': pd.to_datetime(['2024-01-01', '2024-01-03', '2024-01-02', '2024-02-01', None]),
    'then': pd.to_datetime(['2024-01-01', '2024-01-01', '2024-01-02', '2024-01-01', '2024-01-01']),
})`;

/** What expressions over `act(type, …)` give in a block, or the code of what they raise; `df` is the table above. */
async function evaluate(command: string | null, expressions: readonly string[]): Promise<unknown[]> {
  const source = `import pandas as pd
from eider_worker.failures import BlockError
from mage_ai.data_cleaner.column_types.column_type_detector import infer_column_types
from mage_ai.data_cleaner.column_types.constants import ColumnType
from mage_ai.data_cleaner.transformer_actions.base import BaseAction
from mage_ai.data_cleaner.transformer_actions.constants import ActionType, Axis, ImputationStrategy
from mage_ai.data_cleaner.transformer_actions.utils import build_transformer_action

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer

df = ${FRAME}

def act(kind, arguments=(), axis=Axis.COLUMN, code='', outputs=(), **options):
    before = df.copy()
    action = build_transformer_action(
        df, action_type=kind, action_code=code, arguments=list(arguments), axis=axis, options=options,
        outputs=[{'uuid': name, 'column_type': 'number'} for name in outputs],
    )
    result = BaseAction(action).execute(df)
    assert df.equals(before), 'the table that was given has changed'
    return result

def plain(value):
    if isinstance(value, pd.DataFrame):
        return {str(name): plain(value[name]) for name in value.columns}
    if isinstance(value, pd.Series):
        return [None if pd.isna(one) else str(one) if isinstance(one, pd.Timestamp) else one for one in value.tolist()]
    return value

def told(expression):
    try:
        return plain(expression())
    except BlockError as error:
        return error.code

@transformer
def execute_transformer_action(*args, **kwargs):
    return {'values': [
        ${expressions.map((expression) => `told(lambda: ${expression})`).join(',\n        ')}
    ]}
`;
  const root = await tempProject([{ uuid: 'a', language: 'python', source }]);
  const done = await runDemo(root, { python: command });
  expect(done.block('a').failure).toBeUndefined();
  // SAFETY: the block above returns a map with this key.
  return (JSON.parse(await storedText(root, 'a')) as { values: unknown[] }).values;
}

describe.each(pythons)('the data cleaner on $title', { timeout: 60_000 }, ({ command }) => {
  beforeEach(({ skip }) => skip(command === null));

  const cases: readonly (readonly [string, unknown])[] = [
    ["act('filter', axis=Axis.ROW, code='n >= 30 and group != null')['id']", [3, 5]],
    [
      "act('filter', axis=Axis.ROW, code='(text == null or mail contains \"wrong\") and not_there == 1')",
      'column_unknown',
    ],
    ["act('filter', axis=Axis.ROW, code='text == null')['id']", [2, 5]],
    ["act('filter', axis=Axis.ROW, code='mail not contains \".org\" or id == 1')['id']", [1, 2, 3, 4, 5]],
    ["act('filter', axis=Axis.ROW, code='when > \"2024-01-02\"')['id']", [2, 4]],
    ["act('filter', axis=Axis.ROW, code='when == then')['id']", [1, 3]],
    ["act('filter', axis=Axis.ROW, code='n ~ 3')", 'condition_invalid'],
    ["act('drop_duplicate', ['group'], axis=Axis.ROW)['id']", [3, 4, 5]],
    ["act('drop_duplicate', ['group'], axis=Axis.ROW, keep='first')['id']", [1, 2, 4]],
    ["act('remove', axis=Axis.ROW, rows=[0, 4])['id']", [2, 3, 4]],
    ["act('sort', ['n'], axis=Axis.ROW)['id']", [2, 1, 3, 4, 5]],
    ["act('sort', ['n'], axis=Axis.ROW, ascending=False)['id']", [5, 4, 3, 1, 2]],
    ["act('sort', ['group', 'id'], axis=Axis.ROW, ascendings=[True, False])['id']", [4, 3, 1, 5, 2]],
    ["act('select', ['id', 'n'])", { id: [1, 2, 3, 4, 5], n: [10, null, 30, 40, 60] }],
    ["list(act('remove', ['mail', 'none']).columns)[-3:]", ['price', 'when', 'then']],
    ["act(ActionType.AVERAGE, ['n'], groupby_columns=['group'], outputs=['m'])['m']", [20, 60, 20, null, 60]],
    ["act('count', ['n'], groupby_columns=['group'], outputs=['m'])['m']", [2, 1, 2, null, 1]],
    ["act('count_distinct', ['id'], groupby_columns=['text'], outputs=['m'])['m']", [2, 1, 1, 2, null]],
    ["act('first', ['n', 'id'], groupby_columns=['group'], outputs=['m', 'k'])['k']", [1, 2, 1, null, 2]],
    ["act('last', ['id'], groupby_columns=['group'], outputs=['m'])['m']", [3, 5, 3, null, 5]],
    ["act('mode', ['text'], groupby_columns=['group'], outputs=['m'])['m']", ['x', '', 'x', null, '']],
    ["act('sum', ['n'], outputs=['m'])['m']", [140, 140, 140, 140, 140]],
    ["act('max', ['n'], groupby_columns=['group'], outputs=['m'], code='n < 60')['m']", [30, null, 30, null, null]],
    [
      "act('min', ['id'], groupby_columns=['then'], outputs=['m'], timestamp_feature_a='when', timestamp_feature_b='then', window=259200)['m']",
      [1, 1, 3, 1, 1],
    ],
    ["act('median', ['n'], groupby_columns=['group'])", 'action_invalid'],
    ["act('impute', ['n'], strategy=ImputationStrategy.AVERAGE)['n']", [10, 35, 30, 40, 60]],
    ["act('impute', ['n'], strategy='median')['n']", [10, 35, 30, 40, 60]],
    ["act('impute', ['text'], strategy='mode')['text']", ['x', 'x', 'y', 'x', 'x']],
    ["act('impute', ['text', 'n', 'group'], strategy='constant')['text']", ['x', 'missing', 'y', 'x', 'missing']],
    ["act('impute', ['n'], strategy='constant', value='32')['n']", [10, 32, 30, 40, 60]],
    ["act('impute', ['group'], strategy='column', value='mail')['group'].tolist()[3]", 'e@f.net'],
    ["act('impute', ['n'], strategy='sequential', timeseries_cols=['when'])['n']", [10, 30, 30, 40, 60]],
    ["act('impute', ['text'], strategy='random')['text'].isin(['x', 'y']).all().item()", true],
    ["act('impute', ['n', 'group'], strategy='remove_rows')['id']", [1, 3, 5]],
    ["act('impute', ['n'], strategy='guess')", 'action_invalid'],
    [
      "act('reformat', ['text'], reformat='caps_standardization', capitalization='uppercase')['text']",
      ['X', null, 'Y', 'X', null],
    ],
    ["act('reformat', ['price'], reformat='currency_to_num')['price']", [1000, -2.5, null, 3, 4]],
    ["act('reformat', ['mail'], reformat='currency_to_num')['mail'].tolist()[1]", 'wrong'],
    ["act('reformat', ['text'], reformat='date_format_conversion')['text']", [null, null, null, null, null]],
    ["act('fix_syntax_errors', ['mail', 'n'])['mail']", ['a@b.org', 'invalid', 'c@d.eu', 'e@f.net', 'g@h.com']],
    ["act('shift_down', ['id'], outputs=['s'], periods=2)['s']", [null, null, 1, 2, 3]],
    ["act('shift_down', ['id'], outputs=['s'], groupby_columns=['group'])['s']", [null, null, 1, null, 2]],
    ["act('shift_up', ['id'], outputs=['s'])['s']", [2, 3, 4, 5, null]],
    ["act('diff', ['id'], outputs=['d'])['d']", [null, 1, 1, 1, 1]],
    ["act('normalize', ['id'])['id']", [0, 0.25, 0.5, 0.75, 1]],
    ["act('standardize', ['id'])['id'].round(3)", [-1.265, -0.632, 0, 0.632, 1.265]],
    ["act('add', ['id', 'n'], udf='addition', outputs=['s'])['s']", [11, null, 33, 44, 65]],
    [
      "act('custom', code='df[\"id\"] = df[\"id\"] * 2\\n@custom_action\\ndef f(df):\\n    return df.head(2)')['id']",
      [2, 4],
    ],
    ["list(act('one_hot_encode', ['text']).columns)[-3:]", ['text_', 'text_x', 'text_y']],
    ["act('explode', ['id'])", 'action_unknown'],
    ["act('average', ['nothing'])", 'column_unknown'],
  ];
  // once for all of them: it is loading pandas that takes long
  let values: Promise<unknown[]> | null = null;

  it.each(cases.map(([expression, expected], at) => [expression, at, expected] as const))(
    'does %s',
    async (...given) => {
      values ??= evaluate(
        command,
        cases.map(([expression]) => expression),
      );
      expect((await values)[given[1]]).toEqual(given[2]);
    },
  );

  it('cleans the names of columns', async () => {
    const names = [
      'good_name',
      'bad case',
      '%@#342%34@@#342',
      'PascalCaseColumn',
      'camelCaseText',
      '___snake_case___',
      'class',
      'ID',
    ];
    const cleaned = `list((lambda one: BaseAction(build_transformer_action(one, 'clean_column_name', list(one.columns))).execute(one).columns)(pd.DataFrame([range(8)], columns=${JSON.stringify(names)})))`;
    expect(await evaluate(command, [cleaned])).toEqual([
      [
        'good_name',
        'bad_case',
        'number_34234342',
        'pascal_case_column',
        'camel_case_text',
        'snake_case',
        'class_',
        'id',
      ],
    ]);
  });

  it('takes away rows that lie far from all others, whatever their labels', async () => {
    const frame = "pd.DataFrame({'v': [*range(100), 10000], 'w': [*range(100), 5]}, index=[7] * 101)";
    const largest = ['auto', 'itree', 'lof'].map(
      (method) =>
        `(lambda one: int(BaseAction(build_transformer_action(one, 'remove_outliers', ['v', 'w'], options={'method': '${method}'})).execute(one)['v'].max()))(${frame})`,
    );
    expect(await evaluate(command, largest)).toEqual([99, 99, 99]);
  });
});

describe.each(pythons)('infer_column_types on $title', { timeout: 60_000 }, ({ command }) => {
  beforeEach(({ skip }) => skip(command === null));

  it('finds what columns hold', async () => {
    const columns = `{
      'whole': range(30), 'whole_float': [float(n) for n in range(30)], 'decimals': [n / 7 for n in range(30)], 'two': [1, 5] * 15,
      'one_or_none': [1.0, None] * 15, 'empty': [None] * 30, 'yes': [True, False] * 15, 'objects': [True, None, False] * 10,
      'words': ['a', 'b', 'c'] * 10, 'all_different': [f'note {n}' for n in range(30)], 'long': ['w ' * 41, 'v', 'u'] * 10,
      'numbers_as_text': [str(n) for n in range(30)], 'money': [f'$ {n}.50' for n in range(30)], 'mostly_date': ['2024-05-01', '3 May 2024', 'x'] * 10,
      'mail': ['a@b.org', 'c@d.eu', 'x'] * 10, 'phone': [f'555 123 {1000 + n}' for n in range(30)], 'phone_number': [5551230000 + n for n in range(30)],
      'zip': [10000 + n for n in range(30)], 'zip_text': [f'{10000 + n}' for n in range(30)], 'not_a_code': [10000 + n for n in range(30)],
      'lists': [[n] for n in range(30)], 'when': pd.date_range('2024-01-01', periods=30), 'zone': pd.date_range('2024-01-01', periods=30, tz='UTC'),
      'kind': pd.Categorical(['a', 'b', 'c'] * 10), 'nullable': pd.array([*range(29), None], dtype='Int64'),
    }`;
    const many = "{'c': [f'k{n % 256}' for n in range(1000)], 'd': [f'k{n % 255}' for n in range(1000)], 'e': 1}";
    const [value, cardinality] = await evaluate(command, [
      `{name: kind.value for name, kind in infer_column_types(pd.DataFrame(${columns})).items()}`,
      `[kind.value for kind in infer_column_types(pd.DataFrame(${many}), column_types={'e': ColumnType.TEXT}).values()]`,
    ]);
    expect(value).toEqual({
      whole: 'number',
      whole_float: 'number',
      decimals: 'number_with_decimals',
      two: 'true_or_false',
      one_or_none: 'true_or_false',
      empty: 'true_or_false',
      yes: 'true_or_false',
      objects: 'true_or_false',
      words: 'category',
      all_different: 'text',
      long: 'text',
      numbers_as_text: 'number',
      money: 'number_with_decimals',
      mostly_date: 'datetime',
      mail: 'email',
      phone: 'phone_number',
      phone_number: 'phone_number',
      zip: 'zip_code',
      zip_text: 'zip_code',
      not_a_code: 'number',
      lists: 'list',
      when: 'datetime',
      zone: 'datetime',
      kind: 'category',
      nullable: 'number',
    });
    expect(cardinality).toEqual(['category_high_cardinality', 'category', 'text']);
  });
});
