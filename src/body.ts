import { Refusal } from './protocol/refusal.ts';

/** The exact bytes of a request's body. Throws Refusal('too-large') as soon as more than `bytesMax` are announced or come. */
export async function readBody(request: Request, bytesMax: number): Promise<Uint8Array> {
  const announced = request.headers.get('content-length');
  if (announced !== null) {
    if (Number(announced) > bytesMax) throw tooLarge(bytesMax);
    return new Uint8Array(await request.arrayBuffer()); // node:http reads no further than was announced.
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function tooLarge(bytesMax: number): Refusal {
  return new Refusal('too-large', `the body is longer than ${bytesMax} bytes`);
}
