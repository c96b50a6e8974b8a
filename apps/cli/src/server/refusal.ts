import { Failure } from '../failure.js';

interface Problem {
  readonly detail?: string;
  readonly title?: string;
  readonly errors?: readonly { readonly pointer?: string; readonly parameter?: string; readonly detail: string }[];
}

/** The server's own words for why it refused (RFC 9457). */
export const refusal = (status: number, body: string): Failure => {
  const { detail, title, errors = [] } = problemIn(body);
  const fields = errors.map((error) => `  ${error.pointer ?? error.parameter ?? ''}: ${error.detail}`);
  return new Refusal(status, [detail ?? title ?? `HTTP ${status}: ${body.slice(0, 500)}`, ...fields].join('\n'));
};

export class Refusal extends Failure {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const problemIn = (body: string): Problem => {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
};
