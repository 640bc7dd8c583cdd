import http from 'node:http';
import type { Random } from '../support/random.ts';
import { signedHeaders } from '../support/cavage.ts';
import { BrokenRule } from './broken-rule.ts';
import type { Stage } from './stage.ts';
import type { Answer, SentAct, Subject } from './subject.ts';
import { followName, followSubject, reactionSubject, replySubject, voteSubject } from './subjects.ts';

/** What strangers do to the blog, all at once and all the time. */
export interface Load {
  /** Everything that anybody ever did, in whichever state it is by now. */
  readonly subjects: ReadonlyMap<string, Subject>;
  /** Acts until the program is gone, and resolves when nobody waits for an answer. `onTaken` is called with each 202. */
  run(onTaken: () => void): Promise<void>;
}

/** As many requests are under way at once. */
const drivers = 48;
/** Subjects that are gone on with; older ones rest. */
const activeMax = 300;
/** Of a new reply; the log grows by it. */
const longPadding = 8_000;
/** How many replies the blog may have to forward in one life: a stranger's share of that is limited. */
const forwardedMax = 40;

export function openLoad(stage: Stage, random: Random): Load {
  const subjects = new Map<string, Subject>();
  const idle: Subject[] = [];
  let forwardedLeft = 0;

  function begin(): Subject {
    const subject = newSubject();
    if (subjects.has(subject.name)) return newReply(); // Somebody likes this already; there is always more to say.
    subjects.set(subject.name, subject);
    return subject;
  }

  function newSubject(): Subject {
    const { people, site } = stage;
    const person = random.pick(people);
    const makers = [
      () => reactionSubject('like', person, random, site.objectId('how-to-brew')),
      () => reactionSubject('emoji', person, random, site.objectId('first-cup')),
      () => reactionSubject('boost', person, random, site.objectId('first-cup')),
      () => followSubject(person, random, site),
      () => voteSubject(person, random, site.objectId('stove'), site),
    ];
    return random.chance(0.4) ? newReply() : random.pick(makers)();
  }

  function newReply(): Subject {
    const { people, site } = stage;
    const isForFollowers = forwardedLeft > 0 && random.chance(0.1);
    if (isForFollowers) forwardedLeft -= 1;
    const subject = replySubject(random.pick(people), random, {
      site,
      objectId: site.objectId(random.pick(['how-to-brew', 'first-cup'])),
      number: subjects.size,
      padding: random.chance(0.1) ? longPadding : 0,
      isForFollowers,
    });
    subjects.set(subject.name, subject);
    return subject;
  }

  function take(): Subject {
    if (idle.length < drivers || random.chance(0.3)) return begin();
    // Of follows there are only as many as people, and each has an answer to be lost.
    const name = random.chance(0.2) ? followName(random.pick(stage.people).id) : '';
    const follow = idle.findIndex((subject) => subject.name === name);
    return idle.splice(follow === -1 ? random.below(idle.length) : follow, 1)[0]!;
  }

  function giveBack(subject: Subject): void {
    // Some stop for good when nobody answers.
    if (subject.unanswered === undefined || random.chance(0.8)) idle.push(subject);
    if (idle.length > activeMax) idle.shift();
  }

  /** The same bytes once more where nobody answered, by chance twice at once; or the next act. */
  async function act(subject: Subject, sender: Sender): Promise<readonly Answer[]> {
    const isRepeated = subject.unanswered !== undefined && random.chance(0.6);
    const sent = isRepeated ? subject.unanswered! : signed(subject, stage);
    const copies = isRepeated && random.chance(0.3) ? 2 : 1;
    const answers = await Promise.all(Array.from({ length: copies }, () => sender.send(sent)));
    subject.heard(sent, answers);
    return answers;
  }

  async function drive(sender: Sender): Promise<void> {
    for (;;) {
      const subject = take();
      const answers = await act(subject, sender);
      giveBack(subject);
      if (answers.some((answer) => answer === 'lost' || answer === 'unheard')) return;
    }
  }

  return {
    subjects,
    run: async (onTaken) => {
      forwardedLeft = forwardedMax;
      using sender = openSender(stage, onTaken);
      await Promise.all(Array.from({ length: drivers }, () => drive(sender)));
    },
  };
}

function signed(subject: Subject, { site }: Stage): SentAct {
  const act = subject.next();
  const body = JSON.stringify(act.activity);
  const request = { method: 'POST', url: site.sharedInbox, date: new Date(), body } as const;
  return { act, headers: signedHeaders(request, subject.person), body };
}

interface Sender extends Disposable {
  send(sent: SentAct): Promise<Answer>;
}

/** Connections that are kept, as those between servers are. */
function openSender({ blog, site }: Stage, onTaken: () => void): Sender {
  const agent = new http.Agent({ keepAlive: true, maxSockets: drivers * 2 });
  const url = new URL(new URL(site.sharedInbox).pathname, blog.address);
  const send = ({ headers, body }: SentAct): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const outgoing = http.request(url, { method: 'POST', agent, headers });
    outgoing.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? 'unheard' : 'lost'),
    );
    outgoing.once('response', (response) => {
      const status = response.statusCode ?? 0;
      if (status === 202) onTaken();
      response.resume().once('close', () => {
        if (status === 202) resolve('taken');
        else if (status === 503 || status === 429) resolve('declined');
        else reject(new BrokenRule('an act is taken, or may be tried again', `${status} to ${body}`));
      });
    });
    outgoing.end(body);
    return promise;
  };
  return { send, [Symbol.dispose]: () => agent.destroy() };
}
