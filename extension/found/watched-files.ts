/** What the report depends on; a change of one leads to another look. */
export const watchedFiles = '**/*.{py,yaml,sql,ts,txt,r,md}';

/**
 * Whether a file, named from the folder of the workspace, says something about a project in it: what a run stores, git and
 * installed packages do not.
 */
export function isOfProject(file: string): boolean {
  return !/(^|[\\/])(\.eider|\.git|\.venv|venv|\.conda|site-packages|node_modules|__pycache__)[\\/]/.test(file);
}
