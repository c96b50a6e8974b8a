import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { Actor, IdPipe, ReadsView, requestId, utc, written } from '@clientele/platform';
import { CancelPurchase } from './cancel-purchase.js';
import { CancellationRequest, RefundRequest } from './purchase.requests.js';
import { CancellationAnswer, RefundAnswer } from './purchase.responses.js';
import { Purchase } from './purchase.js';
import { type CorrectedPurchase, RefundPurchase } from './refund-purchase.js';

@ApiTags('purchases')
@ApiHeader({ name: 'Clientele-Actor', required: false, description: 'Who does it.' })
@ApiHeader({ name: 'Clientele-After', required: false, description: 'Position token of a write to wait for.' })
@ApiNotFoundResponse({ description: '`PurchaseUnknown`' })
@ReadsView('timeline')
@Controller('purchases')
export class PurchaseController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/refunds')
  @ApiOperation({ summary: 'Refunds part or all of a purchase; the same refund again changes nothing' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Makes the refundId where the body has none.' })
  @ApiCreatedResponse({ type: RefundAnswer })
  @ApiResponse({ status: 200, type: RefundAnswer, description: 'This refund was there already.' })
  @ApiResponse({
    status: 409,
    description: '`RefundExceedsPurchase` (with `left`), `PurchaseIsCancelled`, `RefundIdTaken`',
  })
  async refund(
    @Param('id', IdPipe) id: string,
    @Body() request: RefundRequest,
    @Actor() actor: string,
    @Headers('idempotency-key') idempotencyKey?: string,
  ) {
    const refundId = request.refundId ?? requestId(idempotencyKey, 'refund', id);
    const refund = { ...request, ...timeIn(request), refundId };
    const corrected = await this.commands.execute(new RefundPurchase(id, refund, { actor }));
    const { currency } = corrected.purchase;
    return answer(corrected, {
      purchaseId: id,
      refundId,
      left: Purchase.leftOf(corrected.purchase, corrected.changed.state),
      currency,
    } satisfies RefundAnswer);
  }

  @Post(':id/cancellation')
  @ApiOperation({ summary: 'Cancels a purchase: it counts nowhere; once more changes nothing' })
  @ApiCreatedResponse({ type: CancellationAnswer })
  @ApiResponse({ status: 200, type: CancellationAnswer, description: 'It was cancelled already.' })
  async cancel(@Param('id', IdPipe) id: string, @Body() request: CancellationRequest, @Actor() actor: string) {
    const cancellation = { ...request, ...timeIn(request) };
    const corrected = await this.commands.execute(new CancelPurchase(id, cancellation, { actor }));
    return answer(corrected, { purchaseId: id, cancelled: true } satisfies CancellationAnswer);
  }
}

const timeIn = ({ occurredAt }: { readonly occurredAt?: string }): { readonly occurredAt?: string } =>
  occurredAt === undefined ? {} : { occurredAt: utc(occurredAt) };

const answer = ({ changed }: CorrectedPurchase, body: object): unknown =>
  written(body, { changed: [changed], etag: changed.version, status: changed.events.length > 0 ? 201 : 200 });
