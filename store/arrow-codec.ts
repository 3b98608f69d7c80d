import { CompressionType, compressionRegistry } from 'apache-arrow';
import { packed, unpacked } from './zstd.ts';

// Arrow for JavaScript brings no codecs of its own: whoever imports this file can read and write what is packed.
compressionRegistry.set(CompressionType.ZSTD, { encode: packed, decode: unpacked });

/** How the buffers of events.arrow are packed, each on its own. */
export const PACKING = CompressionType.ZSTD;
