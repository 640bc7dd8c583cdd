import { signedHeaders } from './cavage.ts';
import type { RemotePerson } from './remote-person.ts';

/** A delivery that only has to be put on the wire: signing it costs the measured run nothing. */
export interface PresignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ReplyLoad {
  readonly inbox: string;
  /** The blog's actor. */
  readonly to: string;
  readonly inReplyTo: string;
  /** Must still be within the receiver's window when the last request is sent. */
  readonly date: Date;
}

/** `count` signed replies, by the people in turn. */
export function presignReplies(
  people: readonly RemotePerson[],
  count: number,
  load: ReplyLoad,
): readonly PresignedRequest[] {
  const { inbox, to, inReplyTo, date } = load;
  const turns = Array.from({ length: Math.ceil(count / people.length) }, () => people).flat();
  return turns.slice(0, count).map((person, index) => {
    const body = JSON.stringify(
      person.reply({ to, inReplyTo, content: `<p>Reply number ${index}, with a few words in it.</p>` }),
    );
    return { url: inbox, headers: signedHeaders({ method: 'POST', url: inbox, date, body }, person), body };
  });
}
