/** Puts a button on each block of code of a post that copies it. */

/** Milliseconds. */
const doneIsShownFor = 2000;

const button = document
  .querySelector<HTMLTemplateElement>('template#copy-code')
  ?.content.querySelector('button');

// A page that came without https may not write to the clipboard.
if (button && isSecureContext) {
  for (const block of document.querySelectorAll<HTMLElement>('.prose pre')) {
    const copier = button.cloneNode(true) as HTMLButtonElement;
    const frame = document.createElement('div');
    frame.className = 'code';
    block.replaceWith(frame);
    frame.append(block, copier);
    copier.addEventListener('click', () => void copy(block, copier));
  }
}

async function copy(block: HTMLElement, copier: HTMLButtonElement): Promise<void> {
  const label = copier.textContent;
  if (label === copier.dataset.done) return;
  await navigator.clipboard.writeText(block.textContent.trimEnd());
  copier.textContent = copier.dataset.done ?? label;
  setTimeout(() => (copier.textContent = label), doneIsShownFor);
}
