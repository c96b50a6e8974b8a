import { HttpProblem, type ServiceName, type ServiceState, type SiteService } from '@clientele/platform/site';
import type { Replicas } from './proxy/replicas.js';

const LONGEST = 3_000;
const DESCRIPTION_UNKNOWN = 'It cannot be reached at the moment.';

/** A service as the site sees it: by asking its replicas. */
export class RemoteService implements SiteService {
  private lastDescription = DESCRIPTION_UNKNOWN;

  constructor(private readonly replicas: Replicas) {}

  get name(): ServiceName {
    return this.replicas.service;
  }

  /** The last one known, where nobody answers. */
  async description(): Promise<string> {
    try {
      const { info } = JSON.parse(await this.document()) as { info?: { description?: string } };
      this.lastDescription = info?.description ?? DESCRIPTION_UNKNOWN;
    } catch {
      // Health says what is wrong; the page shows the rest.
    }
    return this.lastDescription;
  }

  async document(): Promise<string> {
    for (const url of this.replicas.inTurn()) {
      const answer = await ask(`${url}/${this.name}/v1/openapi.json`);
      if (answer?.status === 200) return answer.body;
    }
    throw new HttpProblem(
      503,
      'ServiceUnavailable',
      `The service ${this.name} does not say what it offers; try again.`,
      {
        'retry-after': '2',
      },
    );
  }

  /** One replica that is ready is enough; what is wrong, with others or with itself, is told all the same. */
  async state(): Promise<ServiceState> {
    const answers = await Promise.all(this.replicas.all.map((url) => ask(`${url}/health/ready`)));
    const wrong = answers.flatMap((answer, index) => {
      const words = wrongIn(answer);
      return words === '' ? [] : [`${nameOf(index, answers.length)}${words}`];
    });
    const isReady = answers.some((answer) => answer?.status === 200);
    return { isReady, words: [...(isReady ? ['ready'] : []), ...wrong].join('; ') || 'has no replica' };
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const ask = async (url: string): Promise<Answer | undefined> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LONGEST) });
    return { status: response.status, body: await response.text() };
  } catch {
    return undefined;
  }
};

const nameOf = (index: number, count: number): string => (count === 1 ? '' : `replica ${index + 1} of ${count}: `);

/** In the service's own words; nothing where all is well. */
const wrongIn = (answer: Answer | undefined): string => {
  if (!answer) return 'cannot be reached';
  const words = wordsIn(answer.body);
  return answer.status === 200 ? (words ?? '').replace(/^ready(; |$)/, '') : (words ?? 'not ready');
};

const wordsIn = (body: string): string | undefined => {
  try {
    return (JSON.parse(body) as { words?: string }).words;
  } catch {
    return undefined;
  }
};
