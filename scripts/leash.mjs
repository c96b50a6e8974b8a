// Preloaded into the services by start.mjs: when that has gone, however it went, nobody could stop them with Ctrl-C.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
