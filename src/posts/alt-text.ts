import { basename, extname } from 'node:path';

const pictureEnding = /^\S+\.(?:png|jpe?g|gif|webp|avif|svg|heic|tiff?)$/i;
const cameraName = /^(?:img|dsc[nf]?|pxl|screenshot|scan)[ _-]?\d/i;

/** Whether `alt`, of the picture in `file`, is the name of a file and no description: `IMG_1234`, `pot-2.png`. */
export function isFileName(alt: string, file: string): boolean {
  if (pictureEnding.test(alt) || cameraName.test(alt)) return true;
  const name = basename(file).toLowerCase();
  const stem = name.slice(0, name.length - extname(name).length);
  return alt.toLowerCase() === stem && /[\d_-]/.test(stem); // "kettle" may well be what kettle.png shows.
}
