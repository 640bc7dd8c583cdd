import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Inputs that a target did not take as it should have. */
export interface Finding {
  readonly target: string;
  /** One, or all since the last look at what they have led to, in their order. */
  readonly inputs: readonly string[];
  readonly problem: string;
}

const folder = join(import.meta.dirname, 'found');
const project = `file://${join(import.meta.dirname, '../..')}/`;

/** Everything that was ever found, by name: to be tried again for ever. */
export function keptFindings(): ReadonlyMap<string, Finding> {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(
    names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Finding]),
  );
}

/** Keeps a finding where the tests look for it, and resolves with the file's name. */
export async function keepFinding(finding: Finding): Promise<string> {
  const hash = createHash('sha256').update(finding.inputs.join('\n')).digest('hex').slice(0, 8);
  const name = `${finding.target.toLowerCase().replace(/\W+/g, '-')}-${hash}.json`;
  const problem = finding.problem.replaceAll(project, '').split('\n').slice(0, 4).join('\n');
  const { target, inputs } = finding;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), `${JSON.stringify({ target, inputs, problem }, null, 2)}\n`);
  return name;
}
