import { missingForReach } from '../reach.ts';
import { spanOf } from '../words.ts';
import { failure, skipped, warning, well, type Check, type Verdict } from './finding.ts';
import type { FileMode, Machine } from './machine.ts';

const group = 'This machine';

/** What can be asked at every start. */
export const machineChecks: readonly Check<Machine>[] = [
  { group, name: 'Node', judge: judgeNode },
  { group, name: 'Disk', judge: judgeDisk },
  { group, name: 'Permissions', judge: judgePermissions },
  { group, name: 'Time of the last release', judge: judgeReleaseTime },
];

/** Apart: at a start what is missing has lines of its own. */
export const originCheck: Check<Machine> = { group, name: 'ORIGIN', judge: judgeOrigin };

const nodeMajorMin = 24;

function judgeNode({ node }: Machine): Verdict {
  if (Number.parseInt(node, 10) >= nodeMajorMin) return well(`version ${node}`);
  return failure(`version ${node}`, {
    cause: `The program is TypeScript that Node runs itself, as of version ${nodeMajorMin}.`,
    cure: 'Run it by npm or bin/outward, which bring their own Node; or install Node 24.',
  });
}

const mebibyte = 1024 * 1024;
const freeBytesNeeded = 100 * mebibyte;
const freeBytesWanted = 1024 * mebibyte;

function judgeDisk({ disk, settings: { dataDir } }: Machine): Verdict {
  if (disk === undefined) return skipped(`there is no ${dataDir} yet`);
  const found = `${megabytes(disk.freeBytes)} MB free of ${megabytes(disk.totalBytes)} MB`;
  const cure = 'Make room, or move DATA_DIR to a larger disk while the server is stopped.';
  if (disk.freeBytes < freeBytesNeeded)
    return failure(found, { cause: 'When it is full the inbox answers 503 and nothing is published.', cure });
  if (disk.freeBytes < freeBytesWanted)
    return warning(found, { cause: 'A release, a backup or a wave of replies may fill it.', cure });
  return well(found);
}

function megabytes(bytes: number): string {
  return Math.floor(bytes / 1_000_000).toLocaleString('en');
}

function judgePermissions({ dataDir, secrets, settings }: Machine): Verdict {
  if (dataDir === undefined) return skipped(`there is no ${settings.dataDir} yet`);
  if (!dataDir.isWritable)
    return failure(`${dataDir.path} may not be written to by who asks`, {
      cause: 'It belongs to another user, or the disk is mounted read-only.',
      cure: 'Run the command as the user that runs the server; else look at the owner of the folder and at mount.',
    });
  const open = secrets.filter(({ mode }) => (mode & 0o077) !== 0);
  if (open.length > 0)
    return failure(`others may read ${open.map(shown).join(', ')}`, {
      cause: 'The private keys are in there: who reads them can speak as the blog.',
      cure: `chmod 600 ${open.map(({ path }) => path).join(' ')}; if strangers were on this machine: npm run outward -- keys rotate`,
    });
  if ((dataDir.mode & 0o007) !== 0)
    return warning(`everybody on this machine may look into ${shown(dataDir)}`, {
      cause: 'Unpublished releases and pushes lie there.',
      cure: `chmod 700 ${dataDir.path}`,
    });
  return well(`${shown(dataDir)} is for its owner`);
}

function shown({ mode, path }: FileMode): string {
  return `${path} (${mode.toString(8).padStart(4, '0')})`;
}

const clockToleranceMs = 60_000;

function judgeReleaseTime({ now, releaseAt }: Machine): Verdict {
  if (releaseAt === undefined) return skipped('nothing was published yet');
  const aheadMs = releaseAt - now;
  if (aheadMs <= clockToleranceMs) return well(`${spanOf(-aheadMs)} ago`);
  return failure(`${spanOf(aheadMs)} from now`, {
    cause:
      'The clock is behind, or was ahead when that release was built. Servers refuse what is signed at a wrong time.',
    cure: 'Have the machine ask a time server (timedatectl set-ntp true); what is ahead will pass.',
  });
}

function judgeOrigin({ settings: { origin, privatePeers } }: Machine): Verdict {
  const missing = missingForReach(origin);
  if (missing.length === 0) return well(origin);
  const [say, cause] =
    privatePeers.length > 0
      ? ([warning, 'Only the servers in PRIVATE_PEERS can be expected to reach the blog.'] as const)
      : ([failure, 'Other servers cannot reach the blog, so nobody there can follow it.'] as const);
  return say(`${origin} is not for the public internet`, { cause, cure: missing.join(' ') });
}
