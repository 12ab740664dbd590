/** `1,234,567` */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `950`, `12.3k`, `4.5M`: for columns that have to stay narrow. */
export function short(value: number): string {
  if (value < 10_000) return count(value);
  return value < 1_000_000 ? `${(value / 1_000).toFixed(1)}k` : `${(value / 1_000_000).toFixed(1)}M`;
}

/** `0.4`, `12`: a rate a second. */
export function rate(value: number): string {
  if (value > 0 && value < 0.05) return '<0.1';
  return value < 10 ? value.toFixed(1) : count(value);
}

/** `0 %`, `0.3 %`, `12 %`; something above none never looks like none. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0) return '0 %';
  return value < 0.1 ? '<0.1 %' : `${value < 10 ? value.toFixed(1) : count(value)} %`;
}

/** `812 ms`, `12.3 s`; nothing for what is not known. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms < 10_000 ? `${count(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** `$1.23`, `$0.0042`; in another currency `1.23 EUR`. Small amounts keep two digits that say something. */
export function money(amount: number, currency: string): string {
  const digits = amount === 0 || amount >= 1 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(amount)));
  const text = amount.toLocaleString('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.max(2, digits),
  });
  return currency === 'USD' ? `$${text}` : `${text} ${currency}`;
}
