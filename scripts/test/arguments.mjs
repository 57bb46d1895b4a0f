/**
 * Reads the command line: `--tier NAME`, any number of times, and file patterns. With patterns but no tier only the tiers that
 * run test files are meant, because a pattern says nothing to a linter. `all` are the tiers in their order.
 */
export function parseArguments(args, all) {
  const tiers = new Set();
  const patterns = [];
  for (let i = 0; i < args.length; i++) {
    const [flag, inline] = args[i].split('=', 2);
    if (flag === '--tier') {
      const tier = inline ?? args[++i];
      if (!all.includes(tier))
        return { problem: `--tier takes one of ${all.join(', ')}${tier ? `, not ${tier}` : ''}` };
      tiers.add(tier);
    } else if (flag.startsWith('-')) {
      return { problem: `Unknown option ${flag}. Usage: npm test -- [--tier ${all.join('|')}]... [FILE PATTERN]...` };
    } else {
      patterns.push(args[i]);
    }
  }
  const meant = (tier) =>
    tiers.size > 0 ? tiers.has(tier) : patterns.length === 0 || !['lint', 'types'].includes(tier);
  return { tiers: all.filter(meant), patterns };
}
