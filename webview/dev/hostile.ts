import type { FakeColumn } from './fake-column';

/** Names and values that must neither act nor break the layout. */
export const hostileNames = {
  markup: '<img src=x onerror="alert(1)"><script>alert(2)</script>',
  turned: 'invoice\u202egpj.exe \u2066and\u2069 more',
  rightToLeft: 'תחזית נסיעות مونية',
  controls: 'bell\u0007 null\u0000 esc\u001b[31m line\nbreak',
  stacked: `Z${'\u0351\u0325\u0330\u0348'.repeat(40)}algo`,
  long: 'a_name_without_any_place_to_break_'.repeat(30),
};

/** A text of ten megabytes, as the data process would cut it. */
const largeLine = 'ten megabytes on one line 😀 ';
export const largeText = largeLine.repeat(360_000);

const values = [...Object.values(hostileNames), '  two blanks before and a\ttab', '', null, "'; DROP TABLE trips; --"];

export const hostileColumns: readonly FakeColumn[] = [
  { name: hostileNames.markup, type: 'VARCHAR', value: (row) => values[row % values.length] ?? null },
  { name: 'large', type: 'VARCHAR', value: () => Array.from(largeText.slice(0, 1100)).slice(0, 1001).join('') },
  {
    name: hostileNames.turned,
    type: 'VARCHAR',
    value: (row) => hostileNames[row % 2 === 0 ? 'turned' : 'rightToLeft'],
  },
  { name: hostileNames.rightToLeft, type: 'BIGINT', value: (row) => BigInt(row) * 9_007_199_254_740_993n },
  { name: hostileNames.controls, type: 'DOUBLE', value: (row) => (row % 2 === 0 ? -1.7976931348623157e308 : 5e-324) },
  { name: hostileNames.long, type: `STRUCT(${'a_field INTEGER, '.repeat(500)}z INTEGER)`, value: () => '{}' },
  { name: 'same', type: 'VARCHAR', value: () => 'the first of this name' },
  { name: 'same', type: 'VARCHAR', value: () => 'the second of this name' },
  { name: '', type: 'VARCHAR', value: () => 'of a column without a name' },
];

export const wideColumns: readonly FakeColumn[] = Array.from({ length: 5000 }, (_, index) => ({
  name: `feature_${index}`,
  type: 'INTEGER',
  value: (row) => (row * 31 + index * 17) % 1000,
}));

const escape = '\u001b';
export const terminalLog = [
  `${escape}[1mTraining${escape}[0m on ${escape}[36m54,378${escape}[39m rows\n`,
  ...[10, 55, 100].map((percent) => `\r${percent.toString().padStart(3)} % ${'█'.repeat(percent / 5)}`),
  `\n${escape}[33mwarning:${escape}[0m the column ${escape}[4mtip${escape}[24m is constant\n`,
  `${escape}[31;1merror:${escape}[0m ${escape}[41m 3 rows ${escape}[49m dropped, ${escape}[7minverse${escape}[27m\n`,
  ...Array.from(
    { length: 16 },
    (_, color) => `${escape}[${color < 8 ? 30 + color : 82 + color}mcolour ${color}${escape}[0m `,
  ),
  `\n${escape}]0;a title${escape}\\bell\u0007 null\u0000 ${hostileNames.turned}\n<b>no markup</b>\n`,
].join('');
