import { connect } from 'node:net';

/** Metadata v1 with no client id and no topics: the least that makes a broker name the brokers it knows of. */
const REQUEST = Buffer.from([0, 0, 0, 14, 0, 3, 0, 1, 0, 0, 0, 1, 255, 255, 0, 0, 0, 0]);
/** In the answer: its size, the request's number, then how many brokers there are. */
const COUNT_AT = 8;

/** Whether a broker is there that takes records. One that is still starting, or that the controller has fenced, is not. */
export const answers = (port, patience = 1000) =>
  new Promise((resolve) => {
    let answer = Buffer.alloc(0);
    const socket = connect(port, '127.0.0.1', () => socket.write(REQUEST));
    const end = (is) => {
      socket.destroy();
      resolve(is);
    };
    socket.setTimeout(patience, () => end(false));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length >= COUNT_AT + 4) end(answer.readInt32BE(COUNT_AT) > 0);
    });
  });
