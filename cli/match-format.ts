/** Orders and what the book answers, line by line, as the help of `match` shows them. */
export const matchExample = {
  input: [
    '{"op":"limit","id":1,"side":"sell","price":101,"quantity":2,"owner":"a"}',
    '{"op":"limit","id":2,"side":"buy","price":99,"quantity":4,"owner":"b"}',
    '{"op":"market","id":3,"side":"buy","quantity":2,"owner":"c"}',
    '{"op":"depth"}',
  ],
  output: [
    '{"event":"accepted","id":1}',
    '{"event":"accepted","id":2}',
    '{"event":"accepted","id":3}',
    '{"event":"traded","maker":1,"taker":3,"price":101,"quantity":2}',
    '{"event":"depth","bids":[{"price":99,"quantity":4,"orders":1}],"asks":[]}',
  ],
} as const;

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');

/** The JSON lines that `match` reads and prints, as its help documents them. */
export const matchFormat = `Each line of input is one JSON object; empty lines and lines that begin with # are skipped. Ids
are yours: whole numbers from 0, each for one order only. Prices and quantities are whole numbers
from 1 to 2147483647.

  {"op":"limit","id":1,"side":"buy","price":100,"quantity":5,"tif":"gtc","owner":"a"}
  {"op":"market","id":2,"side":"sell","quantity":3,"owner":"b"}
  {"op":"stop","id":3,"side":"sell","stop":95,"quantity":2,"owner":"a"}
  {"op":"stop","id":4,"side":"sell","stop":95,"price":94,"quantity":2,"owner":"a"}
  {"op":"cancel","id":1}
  {"op":"replace","id":1,"price":101,"quantity":4}
  {"op":"depth"}

  limit    trades at its price or better, best price first, then first come first served; the
           rest of it rests in the book
  market   trades at any price; what finds nobody is cancelled
  stop     waits for a trade at its "stop" price or through it (below for a sale, above for a
           purchase), then becomes a market order, or with "price" a limit order; goes at once if
           the last trade was there already
  cancel   takes an order out of the book
  replace  changes price, open quantity or both, and the "stop" of a stop that waits; the order
           keeps its place in the queue only if its price stays and its quantity does not grow
  depth    prints the book, best prices first

On limit, market and stop orders:
  "side"             "buy" or "sell"
  "owner"            whose order it is; an order without owner has one of its own
  "tif"              "gtc" rests until cancelled (the default), "ioc" cancels at once what does not
                     trade at once, "fok" trades in full at once or not at all
  "postOnly":true    rejected rather than trade on arrival
  "reduceOnly":true  may only shrink its owner's position, never open or turn it: cut down to the
                     position on arrival and on trading, rejected where there is none
  "stop"             makes a limit or market order wait as a stop
  "stp"              when an order would meet another of its owner: "cancel-newest" (the default),
                     "cancel-oldest", or "decrement" (both shrink by the smaller quantity)

Each event is printed as one JSON line, in the order in which it happened:
  {"event":"accepted","id":1}
  {"event":"rejected","id":1,"reason":"duplicate id"}
  {"event":"traded","maker":1,"taker":7,"price":100,"quantity":5}
  {"event":"cancelled","id":1,"quantity":3,"reason":"requested"}
  {"event":"reduced","id":1,"quantity":2,"reason":"self-trade"}
  {"event":"triggered","id":3,"price":95}
  {"event":"replaced","id":1,"price":101,"quantity":4}
  {"event":"replaced","id":4,"stop":96,"price":94,"quantity":2}
  {"event":"depth","bids":[{"price":99,"quantity":5,"orders":1}],"asks":[]}

  rejected   duplicate id, unknown order (of cancel and replace: never there, or finished), would
             cross, reduce-only, not a waiting stop, or which parts of an order contradict each
             other; what was to be replaced stays as it was
  cancelled  the rest of an order is gone: requested, unfilled (of market and ioc), fok unfilled,
             self-trade or reduce-only; quantity is what did not trade
  reduced    an order lost quantity without a trade, and lives on
  triggered  price is that of the trade which met the stop
  replaced   quantity is what is open now; trades of the order at its new price come after it

An id that is live or finished may not be used again; that of a rejected order may. A line that is
not an operation ends the command: exit code 2, with its number and what is wrong.

If orders.jsonl holds
${indented(matchExample.input)}
then "cascade match orders.jsonl" prints
${indented(matchExample.output)}`;
