export type Settings = Readonly<Record<string, unknown>>;

/** Settings that keep a test steady: nothing animated, nothing that asks, suggests or looks outside. */
export const quietSettings: Settings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'chat.agentHost.enabled': false,
  'window.commandCenter': false,
  'window.dialogStyle': 'custom',
  'window.confirmBeforeClose': 'never',
  'files.simpleDialog.enable': true,
  'workbench.editor.useModal': 'off',
  // as on the desktop; in a browser VS Code would save by itself
  'files.autoSave': 'off',
  'remote.autoForwardPorts': false,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'typescript.disableAutomaticTypeAcquisition': true,
  'editor.cursorBlinking': 'solid',
  // drawn as text, so that a test can read it
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.enablePersistentSessions': false,
};

/** The three themes every view has to be right in, by the name of their folder of screenshots. */
export const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
} as const;
export type ThemeName = keyof typeof themes;

export function isThemeName(name: string): name is ThemeName {
  return Object.hasOwn(themes, name);
}
