// Makes dist/types/learn.d.ts, the type declarations of `eider/learn`: what core/learn/index.ts exports and the types that
// this needs, in one file, and nothing else. A project's editor reads a copy of it.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

const folder = path.resolve('core/learn');
const cache = '.cache/learn-types';

/** Writes the declarations to a file; takes them from the cache when no source has changed. */
export async function buildLearnTypes(target) {
  const hash = createHash('sha256')
    .update(await readFile('package-lock.json'))
    .update(await readFile(import.meta.filename));
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((name) => /(?<!\.test)\.ts$/.test(name)).sort()) {
    hash.update(name).update(await readFile(path.join(folder, name)));
  }
  const made = path.join(cache, `${hash.digest('hex').slice(0, 16)}.d.ts`);
  const cached = await readFile(made).catch(() => null);
  if (cached === null) {
    const { default: ts } = await import('typescript');
    await mkdir(cache, { recursive: true });
    const { files, spelled } = declare(ts);
    await writeFile(`${made}.${process.pid}`, flatten(ts, files, spelled));
    await rename(`${made}.${process.pid}`, made);
  }
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(made, target);
}

/**
 * The declarations of every source file, by the path below `core`, without an ending; and how to spell out a type that is
 * inferred from a schema, for which a user's project would need the package that schemas are made with.
 */
function declare(ts) {
  const { config } = ts.readConfigFile('core/tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: ['learn/index.ts'] },
    ts.sys,
    'core',
  );
  const ambient = ['assembly-types.d.ts', 'webassembly.d.ts'].map((name) => path.join(folder, 'kernels', name));
  const program = ts.createProgram([path.join(folder, 'index.ts'), ...ambient], {
    ...options,
    composite: false,
    incremental: false,
    rootDir: path.resolve('core'),
    outDir: '/',
  });
  const files = new Map();
  program.emit(
    undefined,
    (file, text) =>
      files.set(file.slice(1, -'.d.ts'.length), ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)),
    undefined,
    true,
  );
  const checker = program.getTypeChecker();
  const { NoTruncation, InTypeAlias } = ts.TypeFormatFlags;
  const spelled = (file, name) => {
    const source = program.getSourceFile(path.resolve('core', `${file}.ts`));
    const alias = source.statements.find((node) => ts.isTypeAliasDeclaration(node) && node.name.text === name);
    return alias && checker.typeToString(checker.getTypeAtLocation(alias), alias, NoTruncation | InTypeAlias);
  };
  return { files, spelled };
}

/** One file of what the index exports, and of what that needs. */
function flatten(ts, files, spelled) {
  const modules = new Map([...files].map(([file, source]) => [file, readModule(ts, file, source)]));
  const taken = new Map(); // declaration → name in the flat file
  const texts = [];
  const namesInUse = new Map();

  function need(file, name) {
    const found = modules.get(file);
    if (found === undefined) throw new Error(`${file} is not among the sources of eider/learn`);
    const elsewhere = found.imported.get(name) ?? found.reexported.get(name);
    if (elsewhere !== undefined) return need(elsewhere.file, elsewhere.name);
    const statements = found.declared.get(name);
    if (statements === undefined) throw new Error(`${file} does not declare ${name}`);
    const key = `${file}#${name}`;
    if (taken.has(key)) return taken.get(key);
    const count = namesInUse.get(name) ?? 0;
    namesInUse.set(name, count + 1);
    const flat = count === 0 ? name : `${name}${count + 1}`;
    taken.set(key, flat);
    for (const statement of statements) texts.push(rewrite(file, found, statement, name, flat));
    return flat;
  }

  /** A declaration with every name of another one replaced by what it is called in the flat file. */
  function rewrite(file, found, statement, name, flat) {
    if (ts.isTypeAliasDeclaration(statement) && mentions(ts, statement, found.outside)) {
      const begin = statement.jsDoc?.at(-1)?.pos;
      const comment = begin === undefined ? '' : statement.getSourceFile().text.slice(begin, statement.getStart());
      return `${comment}type ${flat} = ${spelled(file, name)};`;
    }
    const changes = [];
    const visit = (node) => {
      if (ts.isIdentifier(node) && isReference(ts, node)) {
        const known = found.declared.has(node.text) || found.imported.has(node.text);
        const becomes = node.text === name && found.declared.has(name) ? flat : known ? need(file, node.text) : null;
        if (becomes !== null && becomes !== node.text) changes.push({ start: node.getStart(), end: node.end, becomes });
        const outside = found.outside.get(node.text);
        if (outside !== undefined)
          throw new Error(`${name} in ${file} needs ${outside}, which a user's project has not`);
      }
      ts.forEachChild(node, visit);
    };
    ts.forEachChild(statement, visit);
    const begin = statement.jsDoc?.at(-1)?.pos ?? statement.getStart();
    let text = statement.getSourceFile().text.slice(begin, statement.end);
    for (const { start, end, becomes } of changes.sort((a, b) => b.start - a.start)) {
      text = text.slice(0, start - begin) + becomes + text.slice(end - begin);
    }
    return text
      .trim()
      .replace(/^(\/\*[^]*?\*\/\s*)?(export )?(declare )?/, (_, comment = '') => `${comment}declare `)
      .replace(/^((?:\/\*[^]*?\*\/\s*)?)declare (interface|type) /, '$1$2 ');
  }

  const index = modules.get('learn/index');
  const exported = [...index.reexported].map(([name, from]) => [need(from.file, from.name), name]);
  const list = exported.map(([flat, name]) => (flat === name ? name : `${flat} as ${name}`)).sort();
  return `/** Learning in TypeScript blocks: \`import { train } from 'eider/learn'\`. */\n\n${texts.join('\n\n')}\n\nexport { ${list.join(', ')} };\n`;
}

function mentions(ts, node, names) {
  let found = false;
  const visit = (inner) => {
    if (ts.isIdentifier(inner) && isReference(ts, inner) && names.has(inner.text)) found = true;
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return found;
}

function readModule(ts, file, source) {
  const [declared, imported, reexported, outside] = [new Map(), new Map(), new Map(), new Map()];
  const target = (specifier) => path.join(path.dirname(file), specifier);
  for (const statement of source.statements) {
    const specifier = statement.moduleSpecifier?.text;
    if (ts.isImportDeclaration(statement)) {
      const { name, namedBindings } = statement.importClause ?? {};
      const elements = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
      for (const element of elements) {
        const names = { file: target(specifier), name: (element.propertyName ?? element.name).text };
        if (specifier.startsWith('.')) imported.set(element.name.text, names);
        else outside.set(element.name.text, specifier);
      }
      if (namedBindings && ts.isNamespaceImport(namedBindings)) outside.set(namedBindings.name.text, specifier);
      if (name) outside.set(name.text, specifier);
    } else if (ts.isExportDeclaration(statement) && specifier !== undefined && statement.exportClause) {
      for (const element of statement.exportClause.elements) {
        reexported.set(element.name.text, {
          file: target(specifier),
          name: (element.propertyName ?? element.name).text,
        });
      }
    } else {
      const nodes = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
      for (const node of nodes) {
        const name = node.name?.text;
        if (name !== undefined) declared.set(name, [...(declared.get(name) ?? []), statement]);
      }
    }
  }
  return { declared, imported, reexported, outside };
}

/** Whether an identifier stands for a declaration, and is not the name of a member or a parameter. */
function isReference(ts, node) {
  const { parent } = node;
  if (ts.isTypeReferenceNode(parent) || ts.isExpressionWithTypeArguments(parent) || ts.isTypeQueryNode(parent))
    return true;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isTypePredicateNode(parent)) return parent.type === node;
  const isDeclaration =
    ts.isInterfaceDeclaration(parent) ||
    ts.isClassDeclaration(parent) ||
    ts.isTypeAliasDeclaration(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isVariableDeclaration(parent);
  return isDeclaration && parent.name === node && ts.isSourceFile(statementOf(ts, parent).parent);
}

function statementOf(ts, node) {
  return ts.isVariableDeclaration(node) ? node.parent.parent : node;
}
