import type { Permission } from './interaction-types';

/** Who may use it, in Mage, as a sentence; here everybody may who may run the pipeline. */
export function permissionText(permissions: readonly Permission[]): string {
  const texts = permissions.map(({ roles, triggers }) => {
    const kinds = triggers.map(({ type, interval }) => [type, interval].filter((part) => part !== null).join(' '));
    const where = kinds.length === 0 ? '' : ` with triggers of ${kinds.join(', ')}`;
    return `${roles.length === 0 ? 'everybody' : `roles ${roles.join(', ')}`}${where}`;
  });
  return `Permissions in Mage: ${texts.join('; ')}.`;
}
