import { percentSigned, thousands, usdShort, usdSigned } from './format.ts';
import type { SignalUnit, Threshold } from './signals.ts';

/** A figure of a signal as it is said: rates and shares in per cent, skew in points of volatility ("vol"), time in days ("d"). */
export function saidIn(unit: SignalUnit, value: number): string {
  switch (unit) {
    case 'rate':
      return percentSigned(value, 4);
    case 'vol':
      return `${thousands(100 * value, 1)} vol`;
    case 'change':
      return percentSigned(value);
    case 'share':
      return `${thousands(100 * value)} %`;
    case 'usd':
      return usdShort(value);
    case 'coins':
      return thousands(value);
    case 'hashprice':
      return `$${thousands(value, 1)}`;
    case 'days':
      return `${thousands(value, 1)} d`;
    default:
      return unit satisfies never;
  }
}

/** A limit as it is said. */
export const limit = ({ unit, value }: Threshold): string =>
  unit === 'usd' && value < 0 ? usdSigned(value) : saidIn(unit, value);
