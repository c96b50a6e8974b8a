import { ValidateIf } from 'class-validator';

/** Field of a DTO that may be left out, but not be null; `IsOptional` lets both pass. */
export const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
