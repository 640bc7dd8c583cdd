import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import type { MailServer, MailSettings } from '../config.ts';
import type { Letter } from './letter.ts';

/** Takes letters to a mail server. */
export interface Postman {
  /** Resolves when the server has taken it; else rejects with a MailFailure. */
  send(letter: Letter): Promise<void>;
  /** Ends what is under way. */
  close(): void;
}

export class MailFailure extends Error {
  override readonly name = 'MailFailure';
  /** The server has read it, and will not have it (a reply code of 500 or more). */
  readonly isRefused: boolean;

  constructor(message: string, isRefused: boolean) {
    super(message);
    this.isRefused = isRefused;
  }
}

const connectMsMax = 10_000;
const silenceMsMax = 30_000;

/** One connection a letter: there are few. */
export function openPostman({ from, server, to }: Pick<MailSettings, 'from' | 'server' | 'to'>): Postman {
  const { host, isNear, isTls, login, port } = server;
  const sockets = new Set<Socket>();
  const transport = createTransport({
    host,
    port,
    secure: isTls,
    requireTLS: !isTls && !isNear,
    tls: { rejectUnauthorized: !isNear },
    greetingTimeout: connectMsMax,
    socketTimeout: silenceMsMax,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
    getSocket: (_, callback) => {
      connectTo(server, sockets).then(
        (connection) => callback(null, { connection }),
        (error: unknown) => callback(error as Error),
      );
    },
  });
  return {
    send: async ({ html, listId, messageId, subject, text }) => {
      const headers = { 'List-Id': listId, 'Auto-Submitted': 'auto-generated' };
      try {
        await transport.sendMail({ from, to, subject, text, html, messageId, headers });
      } catch (error) {
        const { message, responseCode = 0 } = error as Error & { readonly responseCode?: number };
        throw new MailFailure(`${host}:${port}: ${message}`, responseCode >= 500);
      }
    },
    close: () => {
      for (const socket of sockets) socket.destroy(new Error('closed'));
    },
  };
}

/** The socket is ours, so that it can be closed at any moment. */
function connectTo({ host, port }: MailServer, sockets: Set<Socket>): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    sockets.add(socket);
    socket.setTimeout(connectMsMax, () => socket.destroy(new Error('does not answer')));
    socket.once('connect', () => {
      socket.setTimeout(0);
      resolve(socket);
    });
    socket.once('error', reject);
    socket.once('close', () => sockets.delete(socket));
  });
}
