import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import { DURATIONS, histogram, tracer } from '@clientele/event-sourcing';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const duration = histogram('http.server.request.duration', {
  unit: 's',
  description: 'Time from a request to the end of its answer.',
  advice: { explicitBucketBoundaries: DURATIONS },
});

/**
 * Measures each request, and shows those to the service's own routes as spans, of the caller's trace where it sends a
 * `traceparent`. Both know the route and not the address, which may hold an e-mail address, nor anything that is sent.
 */
export const observeRequests = (fastify: FastifyInstance, service: string): void => {
  const contexts = new WeakMap<FastifyRequest, Context>();
  const within = (request: FastifyRequest, work: () => void): void => {
    const own = contexts.get(request);
    if (own) context.with(own, work);
    else work();
  };
  fastify.addHook('onRequest', (request, _reply, done) => {
    // What other services, Prometheus and health checks ask all day long would hide the rest.
    const own = request.routeOptions.url?.startsWith(`/${service}/`) ? begin(request, service) : undefined;
    if (own) contexts.set(request, own);
    within(request, done);
  });
  // The body comes by the socket, which belongs to no request.
  fastify.addHook('preValidation', (request, _reply, done) => within(request, done));
  fastify.addHook('onResponse', (request, reply, done) => {
    const attributes = { service, ...aboutRequest(request), 'http.response.status_code': reply.statusCode };
    duration.record(reply.elapsedTime / 1_000, attributes);
    const own = contexts.get(request);
    if (own) end(own, reply);
    within(request, done);
  });
};

const aboutRequest = ({ method, routeOptions: { url } }: FastifyRequest) => ({
  'http.request.method': method,
  ...(url !== undefined && { 'http.route': url }),
});

/** Nothing where nobody takes the span. */
const begin = (request: FastifyRequest, service: string): Context | undefined => {
  const about = aboutRequest(request);
  const from = propagation.extract(ROOT_CONTEXT, request.headers);
  const options = { kind: SpanKind.SERVER, attributes: { ...about, 'clientele.service': service } };
  const span = tracer().startSpan(Object.values(about).join(' '), options, from);
  return span.isRecording() ? trace.setSpan(from, span) : undefined;
};

const end = (own: Context, { statusCode }: FastifyReply): void => {
  const span = trace.getSpan(own);
  span?.setAttribute('http.response.status_code', statusCode);
  if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', String(statusCode));
  span?.end();
};
