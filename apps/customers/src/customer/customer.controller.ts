import { Body, Controller, Delete, Headers, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DomainError, type Changed } from '@clientele/event-sourcing';
import { Actor, Config, IfMatch, requestId, written } from '@clientele/platform';
import { IdentityKeys } from '@clientele/privacy';
import { AddNote } from './add-note.js';
import { ChangeCustomer } from './change-customer.js';
import { ClassifyCustomer } from './classify-customer.js';
import { CustomerRefs } from './customer-refs.js';
import { ClassificationRequest, CustomerRequest, NoteRequest, TagRequest } from './customer.requests.js';
import { ChangedResponse, NoteAddedResponse } from './customer.responses.js';
import type { Told } from './customer.js';
import { identify } from './identify.js';
import { plainText } from './profile-text.js';
import { RegisterCustomer } from './register-customer.js';
import { TagCustomer, UntagCustomer } from './tag-customer.js';

const answer = (changed: Changed, more: object = {}) => ({ id: changed.id, version: changed.version, ...more });

@ApiTags('customers')
@ApiHeader({ name: 'Clientele-Actor', required: false, description: 'Who does it; shown in the history.' })
@Controller('customers')
export class CustomerController {
  constructor(
    private readonly commands: CommandBus,
    private readonly refs: CustomerRefs,
    private readonly keys: IdentityKeys,
    private readonly config: Config,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Registers a customer by hand' })
  @ApiResponse({ status: 409, description: '`KeyTaken`: `customerId` has that e-mail address, phone or external id.' })
  @ApiCreatedResponse({ type: ChangedResponse })
  async register(
    @Body() request: CustomerRequest,
    @Actor() actor: string,
    @Headers('idempotency-key') idempotencyKey?: string,
  ) {
    const told = this.told(request);
    if (told.identities.length === 0 && !told.fields.name && !told.fields.company)
      throw new DomainError('NobodyNamed', 'invalid', 'Give at least a name, a company or an identifier.');
    const changed = await this.commands.execute(
      new RegisterCustomer(requestId(idempotencyKey, 'customer', request), told, { actor }),
    );
    const location = `/customers/v1/customers/${changed.id}`;
    return written(answer(changed), { changed: [changed], etag: changed.version, location });
  }

  @Patch(':ref')
  @ApiOperation({ summary: 'Changes profile fields, and adds identifiers' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'The ETag seen; another version is refused.' })
  @ApiOkResponse({ type: ChangedResponse })
  async change(
    @Param('ref') ref: string,
    @Body() request: CustomerRequest,
    @Actor() actor: string,
    @IfMatch() version?: number,
  ) {
    const id = await this.refs.canonical(ref);
    const changed = await this.commands.execute(new ChangeCustomer(id, this.told(request), { actor }, version));
    return written(answer(changed), { changed: [changed], etag: changed.version });
  }

  @Put(':ref/classification')
  @ApiOperation({ summary: 'Classifies a customer: type, place, industry; what is left out is blank' })
  @ApiHeader({ name: 'If-Match', required: false })
  @ApiOkResponse({ type: ChangedResponse })
  async classify(
    @Param('ref') ref: string,
    @Body() request: ClassificationRequest,
    @Actor() actor: string,
    @IfMatch() version?: number,
  ) {
    const id = await this.refs.canonical(ref);
    const changed = await this.commands.execute(new ClassifyCustomer(id, { ...request }, { actor }, version));
    return written(answer(changed), { changed: [changed], etag: changed.version });
  }

  @Post(':ref/tags')
  @HttpCode(200)
  @ApiOperation({ summary: 'Tags a customer' })
  @ApiOkResponse({ type: ChangedResponse })
  async tag(@Param('ref') ref: string, @Body() { tag }: TagRequest, @Actor() actor: string) {
    const changed = await this.commands.execute(new TagCustomer(await this.refs.canonical(ref), tag, { actor }));
    return written(answer(changed), { changed: [changed], etag: changed.version });
  }

  @Delete(':ref/tags/:tag')
  @ApiOperation({ summary: 'Takes a tag away' })
  @ApiOkResponse({ type: ChangedResponse })
  async untag(@Param('ref') ref: string, @Param('tag') tag: string, @Actor() actor: string) {
    const changed = await this.commands.execute(
      new UntagCustomer(await this.refs.canonical(ref), String(plainText(tag)), { actor }),
    );
    return written(answer(changed[0]!), { changed, etag: changed[0]!.version });
  }

  @Post(':ref/notes')
  @ApiOperation({ summary: 'Adds a note' })
  @ApiCreatedResponse({ type: NoteAddedResponse })
  async note(
    @Param('ref') ref: string,
    @Body() { text }: NoteRequest,
    @Actor() actor: string,
    @Headers('idempotency-key') idempotencyKey?: string,
  ) {
    const noteId = requestId(idempotencyKey, 'note', ref, text);
    const changed = await this.commands.execute(new AddNote(await this.refs.canonical(ref), noteId, text, { actor }));
    return written(answer(changed, { noteId }), { changed: [changed], etag: changed.version });
  }

  private told({ email, phone, externalIds, ...fields }: CustomerRequest): Told {
    const country = fields.country ?? this.config.defaultCountry;
    return {
      identities: identify(this.keys, { email, phone, externalIds }, country),
      fields: fields,
      occurredAt: new Date().toISOString(),
    };
  }
}
