import kafkajs from 'kafkajs';

const { CompressionCodecs, CompressionTypes } = kafkajs;

/** Snappy's own format, which knows stored blocks: they are not compressed, but the broker has to read them as Snappy. */
const asSnappy = (bytes: Buffer): Buffer => Buffer.concat([varint(bytes.length), ...blocks(bytes).flatMap(literal)]);

const varint = (value: number): Buffer =>
  value < 128
    ? Buffer.from([value])
    : Buffer.concat([Buffer.from([(value & 127) | 128]), varint(Math.floor(value / 128))]);

const blocks = (bytes: Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / 256) }, (_, at) => bytes.subarray(at * 256, (at + 1) * 256));

/** Tag 60: the length follows in one byte. */
const literal = (block: Buffer): Buffer[] => [Buffer.from([60 << 2, block.length - 1]), block];

/** An LZ4 frame of one stored block. */
const asLz4 = (bytes: Buffer): Buffer => {
  /** Version 1, blocks independent; blocks of 4 MiB at most. */
  const descriptor = Buffer.from([0x60, 0x70]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE((bytes.length | 0x80000000) >>> 0);
  const magic = Buffer.from([0x04, 0x22, 0x4d, 0x18]);
  const checksum = Buffer.from([(xxHash32(descriptor) >>> 8) & 255]);
  return Buffer.concat([magic, descriptor, checksum, size, bytes, Buffer.alloc(4)]);
};

/** Of less than four bytes. */
const xxHash32 = (bytes: Buffer): number => {
  let hash = 0x165667b1 + bytes.length;
  for (const byte of bytes) {
    hash = (hash + Math.imul(byte, 0x165667b1)) | 0;
    hash = Math.imul((hash << 11) | (hash >>> 21), 0x9e3779b1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae3d);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** They throw when they are asked for: kafkajs does not know them. */
const { [CompressionTypes.Snappy]: snappy, [CompressionTypes.LZ4]: lz4 } = CompressionCodecs;

const writesOnly = (compress: (bytes: Buffer) => Buffer, unknown: () => unknown) => () => ({
  compress: async ({ buffer }: { readonly buffer: Buffer }) => compress(buffer),
  decompress: async () => unknown(),
});

/** Lets kafkajs write as clients of others do that compress by Snappy or LZ4. It still cannot read that. */
export const installForeignCodecs = (): void => {
  CompressionCodecs[CompressionTypes.Snappy] = writesOnly(asSnappy, snappy);
  CompressionCodecs[CompressionTypes.LZ4] = writesOnly(asLz4, lz4);
};
