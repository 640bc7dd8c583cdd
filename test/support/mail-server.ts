import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { testAuthority } from './certificates.ts';
import { freePort } from './listen.ts';

/** A real SMTP server on loopback, which keeps what it takes. */
export interface TestMailServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** `user:password` of each try. */
  readonly logins: readonly string[];
  /** Listens again where it did. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Answers each mail with 554 and this text; undefined has it take them. */
  refuse(reason: string | undefined): void;
}

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** By lower-case name, unfolded. */
  readonly headers: ReadonlyMap<string, string>;
  /** All of it, its parts decoded from quoted-printable and base64. */
  readonly text: string;
  readonly isEncrypted: boolean;
}

/** With `startTls: false` it cannot encrypt; by default it offers to, with a certificate that nobody vouches for. */
export async function startMailServer(
  options: { readonly startTls?: boolean; readonly password?: string } = {},
): Promise<TestMailServer> {
  const { password, startTls = true } = options;
  const port = await freePort();
  const [mails, logins]: [ReceivedMail[], string[]] = [[], []];
  let refusal: string | undefined;
  const serverOptions: SMTPServerOptions = {
    ...testAuthority().issue(['mail.test']),
    authOptional: password === undefined,
    disabledCommands: startTls ? [] : ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: (auth, _, callback) => {
      logins.push(`${auth.username ?? ''}:${auth.password ?? ''}`);
      if (auth.password === password) callback(null, { user: auth.username });
      else callback(new Error('no such login'));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refusal !== undefined) {
          callback(Object.assign(new Error(refusal), { responseCode: 554 }));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          ...readMail(Buffer.concat(chunks).toString()),
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          isEncrypted: session.secure,
        });
        callback();
      });
    },
  };
  let server: SMTPServer | undefined;
  const start = async (): Promise<void> => {
    const opened = new SMTPServer(serverOptions);
    opened.on('error', () => undefined); // A client that goes away in the middle is part of some tests.
    await new Promise<void>((resolve) => opened.listen(port, '127.0.0.1', () => resolve()));
    server = opened;
  };
  const stop = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    await new Promise<void>((resolve) => (closing === undefined ? resolve() : closing.close(resolve)));
  };
  await start();
  return {
    ...{ port, mails, logins, start, stop },
    refuse: (reason) => (refusal = reason),
    [Symbol.asyncDispose]: stop,
  };
}

function readMail(source: string): Pick<ReceivedMail, 'headers' | 'text'> {
  const end = source.indexOf('\r\n\r\n');
  const lines = source
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const parts = source.split(/^Content-Transfer-Encoding: /m).slice(1);
  return { headers: new Map(headers), text: parts.length === 0 ? source : parts.map(decoded).join('\n') };
}

function decoded(part: string): string {
  const [encoding = ''] = part.split('\r\n');
  const body = part.slice(part.indexOf('\r\n\r\n') + 4).split('\r\n--')[0] ?? '';
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body.replaceAll('\r\n', '\n');
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([\dA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n');
}
