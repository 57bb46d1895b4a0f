/**
 * Hosts of package registries named in a text, and settings that point npm at one. Where packages come from is the
 * matter of the machine that installs them: a host in a file breaks installs behind a mirror, and tells about ours.
 */
export function registryHosts(text: string): string[] {
  const hosts = text.match(/\b(?:registry|npm|pypi|artifactory|nexus|verdaccio)(?:\.[a-z0-9-]+)+\.[a-z]{2,}\b/gi) ?? [];
  const addresses = text.match(/https?:\/\/[^/\s"'`)]*\b(?:npmjs|yarnpkg|jsr|pypi|pythonhosted)\.[a-z]+/gi) ?? [];
  const settings = text.match(/^\s*(?:@[\w-]+:)?registry\s*=.*$/gm) ?? [];
  const resolved = text.match(/"resolved"\s*:\s*"https?:[^"]*"/g) ?? [];
  return [...new Set([...hosts, ...addresses, ...settings, ...resolved])];
}
