/** Whether `Accept` would rather have CSV than JSON; JSON where it has no opinion. RFC 9110, 12.5.1. */
export const prefersCsv = (accept: string | undefined): boolean => {
  const ranges = (accept ?? '').split(',').map((range) => {
    const [type = '', ...parameters] = range
      .toLowerCase()
      .split(';')
      .map((part) => part.trim());
    const quality = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1);
    return { type, quality: Number.isNaN(quality) ? 1 : quality };
  });
  const qualityOf = (type: string): number => {
    const names = [type, `${type.split('/')[0]}/*`, '*/*'];
    const found = names.map((name) => ranges.find((range) => range.type === name)).find((range) => range !== undefined);
    return found?.quality ?? 0;
  };
  return qualityOf('text/csv') > qualityOf('application/json');
};
