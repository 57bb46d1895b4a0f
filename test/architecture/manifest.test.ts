import { describe, expect, it } from 'vitest';
import { version } from '../../cli/version';
import { contextKeysOf, contributionsOf, registrationsOf } from './manifest';
import { ownSources, parseSource, readTracked } from './source-files';

const manifest: unknown = JSON.parse(readTracked('package.json'));
const contributed = contributionsOf(manifest);
const registered = registrationsOf(
  ownSources().filter(({ path }) => path.startsWith('extension/') && !path.endsWith('.test.ts')),
);

/** Context keys of VS Code's own that our clauses use. */
const keysOfVsCode = new Set([
  'activePanel',
  'activeViewlet',
  'editorFocus',
  'editorLangId',
  'editorTextFocus',
  'focusedView',
  'inputFocus',
  'isWeb',
  'isWorkspaceTrusted',
  'listFocus',
  'resourceDirname',
  'resourceExtname',
  'resourceFilename',
  'resourceLangId',
  'resourcePath',
  'resourceScheme',
  'sideBarFocus',
  'view',
  'viewItem',
  'virtualWorkspace',
  'workbenchState',
  'workspaceFolderCount',
]);

describe('the manifest and the code', () => {
  it('have the same commands', () => {
    expect(contributed.commands.length).toBeGreaterThan(0);
    expect(registered.commands).toEqual([...contributed.commands].sort());
  });

  it('have the same settings: each is read, and none is read that does not exist', () => {
    expect(contributed.settings.length).toBeGreaterThan(0);
    expect(registered.settings).toEqual([...contributed.settings].sort());
  });

  it('have the same views, each with its provider', () => {
    expect(contributed.views.length).toBeGreaterThan(0);
    expect(registered.views).toEqual([...contributed.views].sort());
  });

  it('welcome only to views that exist', () => {
    expect(contributed.welcomed.filter((view) => !contributed.views.includes(view))).toEqual([]);
  });

  it('use only context keys that are set, or that are VS Code’s own', () => {
    const unset = contributed.contextKeys.filter(
      (key) => !registered.contextKeys.includes(key) && !keysOfVsCode.has(key) && !key.startsWith('config.eider.'),
    );
    expect(unset).toEqual([]);
  });

  it('have one version', () => {
    expect(manifest).toMatchObject({ version });
  });
});

describe('what is read from a manifest', () => {
  it('finds every part of it', () => {
    const found = contributionsOf({
      contributes: {
        commands: [{ command: 'eider.a', title: 'A', enablement: 'eider.running' }],
        configuration: { properties: { 'eider.s': {} } },
        views: { eider: [{ id: 'eider.v', when: 'eider.hasProject' }] },
        viewsWelcome: [{ view: 'eider.w', contents: '', when: '!eider.searched' }],
        menus: { 'view/title': [{ command: 'eider.a', when: "view == 'eider.v' && isWorkspaceTrusted" }] },
      },
    });
    expect(found).toEqual({
      commands: ['eider.a'],
      settings: ['eider.s'],
      views: ['eider.v'],
      welcomed: ['eider.w'],
      contextKeys: ['eider.hasProject', 'eider.running', 'eider.searched', 'isWorkspaceTrusted', 'view'],
    });
  });

  it.each([
    ['view == eider.runs && viewItem =~ /run(Running|Done)/', ['view', 'viewItem']],
    [
      "!eider.a && (eider.b || resourceExtname in eider.c) && x != 'eider.no'",
      ['eider.a', 'eider.b', 'eider.c', 'resourceExtname', 'x'],
    ],
    ['workspaceFolderCount>0 && not eider.d', ['eider.d', 'workspaceFolderCount']],
  ])('finds the context keys of %s', (clause, keys) => {
    expect(contextKeysOf(clause)).toEqual(keys);
  });
});

describe('what is read from the code', () => {
  it('finds commands, views, settings and context keys, and no text that merely looks like one', () => {
    const code = `
      const runsView = 'eider.runs';
      vscode.commands.registerCommand('eider.direct', run);
      const handlers = { 'eider.mapped': () => run(), async 'eider.method'() {}, 'eider.default': 3 };
      vscode.window.createTreeView(runsView, {});
      vscode.window.registerWebviewViewProvider('eider.output', provider);
      setContextKey('eider.key', true);
      vscode.commands.executeCommand('setContext', 'eider.other', 1);
      vscode.commands.executeCommand('eider.called');
      setting('eider.typed', scope);
      vscode.workspace.getConfiguration('eider').get('section');
      vscode.workspace.getConfiguration().get('eider.whole');
      new Map().get('eider.map');
    `;
    expect(registrationsOf([parseSource('extension/a.ts', code)])).toEqual({
      commands: ['eider.direct', 'eider.mapped', 'eider.method'],
      settings: ['eider.section', 'eider.typed', 'eider.whole'],
      views: ['eider.output', 'eider.runs'],
      contextKeys: ['eider.key', 'eider.other'],
    });
  });
});
