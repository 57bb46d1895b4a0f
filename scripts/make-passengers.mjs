/**
 * Makes the passengers of samples/mage-titanic: a CSV file with the columns of the well-known list of the Titanic's
 * passengers, but everybody in it is invented.
 *
 *     node scripts/make-passengers.mjs [file]     (default: samples/mage-titanic/data/passengers.csv)
 *
 * As in the real list, women, children and the first class survive more often, families share a name and a ticket, a fifth
 * of the ages and most of the cabins are not known. The same bytes come out every time: random numbers are MD5 of passenger
 * and purpose.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PARTIES = 420;

const surnames =
  'Abbey Ashdown Barlow Bexley Birch Brandt Calder Castell Corrigan Dahl Danvers Delacroix Eklund Ellery Fairburn Falk Finnegan Garrow Grieve Halloran Hartwig Hollis Iversen Jarrett Keane Kessler Lindqvist Loxley Lund Maddock Marchetti Merrow Nyberg Oakes Orsini Pell Penrose Quill Rademaker Redfern Roche Sandoval Sefton Strand Tallis Thorne Umber Vance Voss Wainwright Wickham Yardley'.split(
    ' ',
  );
const men =
  'Albert Anton Arthur Bernard Carl Cecil Edmund Ernest Felix Frank George Harold Hugo Ivar John Leo Martin Oscar Otto Patrick Percy Ralph Samuel Thomas Victor Walter William'.split(
    ' ',
  );
const women =
  'Ada Agnes Alma Beatrice Bridget Clara Dora Edith Elsa Emma Florence Greta Hilda Ida Ingrid Jane Kate Lillian Mabel Marie Nora Olive Rosa Selma Theresa Winifred'.split(
    ' ',
  );

/** A number in [0, 1) for somebody and a purpose. */
function u(who, purpose) {
  return createHash('md5').update(`${who}/${purpose}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

function pick(list, who, purpose) {
  return list[Math.floor(list.length * u(who, purpose))];
}

const header = 'PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked';
const lines = [header];
for (let party = 0; party < PARTIES; party += 1) {
  const size = u(party, 'family') < 0.74 ? 1 : 2 + Math.floor(4 * u(party, 'size') * u(party, 'size'));
  const drawn = u(party, 'class');
  const pclass = drawn < 0.24 ? 1 : drawn < 0.45 ? 2 : 3;
  const surname = pick(surnames, party, 'surname');
  const ticket = `${pick(['', 'A/5 ', 'PC ', 'SC '], party, 'series')}${1000 + Math.floor(350_000 * u(party, 'ticket'))}`;
  const port = u(party, 'port');
  const embarked = party % 211 === 210 ? '' : port < 0.72 ? 'S' : port < 0.91 ? 'C' : 'Q';
  const cents = Math.floor(
    [0, 3000 + 9000 * u(party, 'fare'), 1050 + 1600 * u(party, 'fare'), 720 + 900 * u(party, 'fare')][pclass],
  );
  const cabin =
    u(party, 'cabin') < [0, 0.78, 0.08, 0.02][pclass]
      ? `${pick(['A', 'B', 'C', 'D', 'E', 'F'], party, 'deck')}${1 + Math.floor(120 * u(party, 'number'))}`
      : '';
  for (let place = 0; place < size; place += 1) {
    const who = `${party}.${place}`;
    const isChild = place > 1;
    // a family is a couple and their children; who travels alone is a man twice out of three
    const isWoman = place === 0 ? size === 1 && u(who, 'sex') < 0.36 : place === 1 ? true : u(who, 'sex') < 0.5;
    const age = isChild ? 0.5 + 15 * u(who, 'age') : 16 + 18 * (u(who, 'age') + u(who, 'years')) + (4 - pclass) * 3;
    const title = isChild
      ? isWoman
        ? 'Miss'
        : 'Master'
      : !isWoman
        ? u(who, 'doctor') < 0.015
          ? 'Dr'
          : 'Mr'
        : size > 1
          ? 'Mrs'
          : 'Miss';
    const chance =
      0.07 + (isWoman ? 0.55 : 0) + (isChild ? 0.3 : 0) + [0, 0.28, 0.1, 0][pclass] - (size > 4 ? 0.15 : 0);
    const shownAge = u(who, 'unknown') < 0.2 ? '' : isChild && age < 1 ? age.toFixed(2) : String(Math.floor(age));
    lines.push(
      [
        lines.length,
        u(who, 'fate') < chance ? 1 : 0,
        pclass,
        `"${surname}, ${title}. ${pick(isWoman ? women : men, who, 'name')}"`,
        isWoman ? 'female' : 'male',
        shownAge,
        isChild ? size - 3 : size > 1 ? 1 : 0,
        isChild ? 2 : Math.max(0, size - 2),
        ticket,
        ((cents * Math.max(1, size - 1)) / 100).toFixed(2),
        cabin,
        embarked,
      ].join(','),
    );
  }
}

const usual = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  '..',
  'samples',
  'mage-titanic',
  'data',
  'passengers.csv',
);
const file = path.resolve(process.argv[2] ?? usual);
await mkdir(path.dirname(file), { recursive: true });
await writeFile(file, `${lines.join('\n')}\n`);
console.log(`${file}: ${lines.length - 1} passengers`);
