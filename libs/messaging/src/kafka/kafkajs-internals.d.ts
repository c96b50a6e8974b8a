declare module 'kafkajs/src/network/requestQueue/index.js' {
  interface RequestQueue {
    readonly pending: readonly unknown[];
    readonly throttledUntil: number;
    scheduleCheckPendingRequests: (this: RequestQueue) => void;
    checkPendingRequests: (this: RequestQueue) => void;
  }
  const requestQueue: { readonly prototype: RequestQueue };
  export default requestQueue;
}

declare module 'kafkajs/src/protocol/decoder.js' {
  export interface Header {
    readonly key: string;
    readonly value: Buffer | null;
  }
  interface HeaderList {
    reduce<T>(add: (all: T, header: Header) => T, initial: T): T;
  }
  class Decoder {
    constructor(buffer: Buffer);
    readVarInt(): number;
    readVarIntArray: (this: Decoder, read: (decoder: Decoder) => Header) => HeaderList;
  }
  export default Decoder;
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0/index.js' {
  import type { Message } from 'kafkajs';
  const encodeRecord: (message: Message) => { readonly buffer: Buffer };
  export default encodeRecord;
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js' {
  import type Decoder from 'kafkajs/src/protocol/decoder.js';
  import type { KafkaMessage } from 'kafkajs';
  const decodeRecord: (decoder: Decoder, context: { firstOffset: string; firstTimestamp: string }) => KafkaMessage;
  export default decodeRecord;
}
