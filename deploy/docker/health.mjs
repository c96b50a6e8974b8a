// HEALTHCHECK of the image: does the process answer? Whether it can do its work is asked at /health/ready.
const url = `http://127.0.0.1:${process.env.PORT || 3000}/health/live`;
try {
  const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  if (!ok) throw new Error(`it answers ${status}`);
} catch (error) {
  console.error(`${url}: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}
