import { contract } from '../contract.js';
import type { Schema } from '../schema/schema.js';

interface Message<Type, Version, Data> {
  readonly type: Type;
  readonly schemaVersion: Version;
  readonly description: string;
  readonly data: Schema<Data>;
}

/** What partners and we tell each other. Its CloudEvents type names no service of ours, e.g. `clientele.lead.v1`. */
export const partnerContract = <const Type extends string, const Version extends number, Data extends object>(
  message: Message<Type, Version, Data>,
) =>
  contract({
    service: 'partner',
    cloudEventType: `clientele.${message.type}.v${message.schemaVersion}`,
    ...message,
  });
