const firstMs = 1_000;
const againMs = 10_000;

/** Runs `work`; when it takes longer than a second, says what is under way, and every ten seconds that it still is. */
export async function whileTelling<T>(
  what: string,
  work: () => Promise<T>,
  say: (line: string) => void = console.log,
): Promise<T> {
  let seconds = 0;
  const tell = (): void => {
    say(seconds === 0 ? `${what} …` : `${what} … (${seconds} s)`);
    seconds += againMs / 1_000;
    timer = setTimeout(tell, againMs);
  };
  let timer = setTimeout(tell, firstMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

/** As `whileTelling`, to a person at a terminal; programs that read what a command says hear nothing of it. */
export function onTerminal<T>(
  what: string,
  work: () => Promise<T>,
  stream: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr,
): Promise<T> {
  return stream.isTTY === true ? whileTelling(what, work, (line) => void stream.write(`${line}\n`)) : work();
}
