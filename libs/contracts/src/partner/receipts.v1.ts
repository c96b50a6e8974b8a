import { timestamp, uuid } from '../schema/fields.js';
import { list, oneOf, shape, text, wholeNumber } from '../schema/schema.js';
import { partnerContract } from './partner-contract.js';

const reason = shape({
  pointer: text('JSON pointer (RFC 6901) into the event, e.g. /data/customer/email; empty for all of it.'),
  detail: text('What is wrong, and how to mend it. Never repeats what was sent.'),
});

export class PartnerReceiptV1 extends partnerContract({
  type: 'receipt',
  schemaVersion: 1,
  description: 'What became of a record that a partner sent.',
  data: shape(
    {
      id: uuid("The fact's id, or the rejection's; the receipt is found by it over HTTP as well."),
      status: oneOf(
        ['accepted', 'duplicate', 'rejected'],
        'Accepted: taken in for good. Duplicate: it was taken in before. Rejected: see the reasons; send it mended.',
      ),
      receivedAt: timestamp('When it was received; of the first time, for a duplicate.'),
      source: text("The record's source, as its event said."),
      topic: text('The topic that it was sent to.'),
      partition: wholeNumber('Where it stood there.', { minimum: 0 }),
      offset: text('Its place in the partition: a decimal number.'),
    },
    {
      recordId: text("The record's id at its source, as its event said; absent where it said none."),
      reasons: list(reason, 'Why it was rejected; the first twenty reasons.'),
    },
  ),
}) {}
