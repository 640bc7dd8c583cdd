// The least that a server can be, and plain JavaScript: where types are stripped, what strips them is in memory too.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
  request.once('end', () => {
    Buffer.concat(chunks);
    response.writeHead(202).end();
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  console.log(JSON.stringify({ port, pid: process.pid }));
});
