import type { App } from '../app.ts';
import { mailCourier } from '../notices/courier.ts';
import type { NoticeScope } from '../notices/notice.ts';
import { every, type Work } from './every.ts';

const lookMs = 1_000;

/** Mails the writer what came, where the settings say how. Undefined where they do not. */
export async function startMailing(app: App, tell: (reason: string) => void): Promise<Work | undefined> {
  const { mail } = app.settings;
  if (mail === undefined) return undefined;
  const { openPostman } = await import('../notices/smtp.ts'); // Not in the memory of those who need no mail.
  const postman = openPostman(mail);
  const { elapsed, now, store } = app.context;
  const scope = (): NoticeScope => ({ now, site: app.context.site, store, release: app.release });
  const work = every(lookMs, mailCourier({ elapsed, pace: mail.pace, postman, scope }), tell);
  return {
    stop: async () => {
      const stopped = work.stop();
      postman.close();
      await stopped;
    },
  };
}
