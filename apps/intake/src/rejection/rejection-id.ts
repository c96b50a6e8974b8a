import { v5 } from 'uuid';

const REJECTIONS = 'c1f0a1de-6f53-4a8e-8c0f-5f0b9c2d7e64';

/** The same record refused twice is one rejection; the same row of the same import, too. */
export const rejectionIdOf = (...names: readonly string[]): string => v5(names.join('\n'), REJECTIONS);
