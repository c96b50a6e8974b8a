import { CONTRACTS, type Contract, type ContractClass, type JsonSchema } from '@clientele/contracts';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
formats.default(ajv);
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/** Where a value is not as a JSON Schema (2020-12) says, and how; none if all is well. */
export const schemaProblems = (schema: JsonSchema, value: unknown): string[] => {
  let validate = compiled.get(schema);
  if (!validate) compiled.set(schema, (validate = ajv.compile(schema)));
  validate(value);
  return (validate.errors ?? []).map(inWords);
};

/** Of what a service's `publish` made: whether the contract is known and its data as the contract's schema says. */
export const contractProblems = (
  service: keyof typeof CONTRACTS,
  { type, schemaVersion, data }: Contract,
): string[] => {
  const contracts: readonly ContractClass[] = CONTRACTS[service];
  const known = contracts.find((each) => each.type === type && each.schemaVersion === schemaVersion);
  return known ? schemaProblems(known.schema, data) : [`${service} publishes no ${type} of version ${schemaVersion}.`];
};

const inWords = ({ instancePath, message }: ErrorObject): string => `${instancePath || '/'} ${message}`;
