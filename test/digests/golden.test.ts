import { describe, expect, it } from 'vitest';
import { calm } from '../../scenarios/calm/scenario.ts';
import { drill } from '../../scenarios/drill/scenario.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import { nov21 } from '../../scenarios/nov-21-2025/scenario.ts';
import { type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { World } from '../../sim/world/world.ts';
import { DigestChain } from '../../store/digest.ts';

/**
 * Digests of whole runs, by version of the model, the newest last. A change of the model adds a row: its version, why,
 * and the digests that it gives; rows of the past stay as they are. A change that was meant to be only faster or tidier
 * must leave the newest row alone.
 */
const VERSIONS = [
  {
    model: '0.1.0',
    why: 'the first whole model',
    crash: 'f7174313ddbf153cbd22daf57864edfe5db3df79404318e9cc15cfec87003dfb',
    crashOtherSeed: 'b60a5e9087adb7e8f981da7c436fd7fa53fcefe0ed3c935585a1eded803490a9',
    calm: 'e847db4604e8cb7782a0633beeca22d17fa6f6d3b4ac1c609fa8f4b6f72c5460',
  },
  {
    model: '0.2.0',
    why: 'orders of a ladder keep their ids; resting orders keep their type; strikes are solved a step shorter',
    crash: '9685946d7bb6b987db65851d0fe49b0e69df1f540ff6db585748f35cdca815d5',
    crashOtherSeed: '4d6fc36a9e6a82358e9efb630c15ecb7cf2d939bf856db80baa0265b13e77c7b',
    calm: '72697e5b4d651619eb60af74bb86eb8ad2b06048e5ca7877886fc09c45562744',
  },
  {
    model: '0.3.0',
    why: 'options are settled by the market; outside results are paid; day orders lapse one by one; more of the opening is a parameter',
    crash: '8333c77f4077f7136a9dea18772f64c7a3c6117797c6f392008d16aaa36e8eb5',
    crashOtherSeed: '88ca791d55d716eec4fe5e25f1acbc1dc97a37e1a1f2237520476fa1d9e7095a',
    calm: '8f82417bf5948b44e74f4346ebe52ed6e6666cd8c96b2a435f6d730fedee7532',
  },
  {
    model: '0.4.0',
    why: 'the trust has a primary market: participants, baskets, lending of shares, Rule 201; makers lean against shares they hold',
    crash: '7f4de360405575bc0a5cc86ca31eca839943c6c892edd0665a1e1bd94711d7a3',
    crashOtherSeed: '2ec26ba40b3a068031d9dbb057ac1af9f4c5b7ca9aadd92f0b975101d67677a3',
    calm: '5bc57d5bc60a4e4a08b8076f565d62834f82aa4e2ce76ca51728c74a27f8af48',
  },
  {
    model: '0.5.0',
    why: 'a mark beside a lone side respects it; SurfaceMoved tells the thirty-day volatility',
    crash: 'f7f61f3ef24810d539008128976c4ee486020b7ac5cd37fb0ae97b36611a3fed',
    crashOtherSeed: '2ab11c08c9476e09e4e85bf604541a6539714f7e355e94d6f1c8323530f76bc1',
    calm: '1f0979161c87dbc407acdbdf8c79a988f2ba7100392eb6c42c57618b1242a65f',
  },
  {
    model: '0.6.0',
    why: 'a daily-reset fund, whales and (in February) a desk of knock-in notes join the cast',
    crash: 'e8dc619fce7bdb576fe09966b201023575f75d4056e12a931bec45742417597d',
    crashOtherSeed: '765e9a2843e44eb5671950e984136799b42b0e07a37b6e0aa54e8b476d841df8',
    calm: '093bda2758e357dd74fca3e836e91a33e8519735099423f4aec8c315a0055dd1',
  },
  {
    model: '0.7.0',
    why: 'the control follows software shares with the beta of calm weeks and has a little more news of its own',
    crash: '9292c7d1bd7a78b447e7818a0ba2a7c9f0e8df785e5c2cfa3b567d5d9716fb64',
    crashOtherSeed: '573217532da8f7a2fee0e54b0427525cfc0a932ca62eb5da00adf6295e35ed1e',
    calm: '1b128c661f62a44eafa4387fc70d20a47f1ae561abe4bf34969ab1270a07a554',
  },
  {
    model: '0.8.0',
    why: 'option clients, prime brokers and margin of futures, credit lines, bands and auctions, perps margined across coins; a second event',
    crash: '81fc610bf82873fa209da940b5709c567bbb88f99989c2f39b4026956e592cf4',
    crashOtherSeed: 'ca376bb8d62878df5eacbb73c4c88c6a5865984f22a9bd3f1d2b9096d29637a7',
    calm: '753dbc914ff3d0c6ce98bb863376df64bb7ca1a52f1e011d5114dc1c4e5c21f9',
  },
  {
    model: '0.9.0',
    why: 'software shares move by what pods sell of them; variation margin is paid the next morning; house margin follows bursts; miners cite what crossed their bill; pods score half days at their close; Rule 201 is a switch',
    crash: '61c5bf7e6863aadebb2f3699105797885096d29f11f03f050d04eac2a1cc600f',
    crashOtherSeed: 'c16c5fa838fbeabd8090f29fdf692742aca8748ea3426d5b935096892531b7e9',
    calm: '13afcfee4a7871e25f80593a7f312082d57b6f33f8b3df889e723e95071b9295',
  },
  {
    model: '0.10.0',
    why: 'part of what investors revalue without news follows volatility and is taken back; latent orders show faster, at one pace on ticks of any length; fewer large orders; futures are arbitraged against spot or the perp, from a desk of its own; books are measured every five minutes and treasuries speak at every close; the beta to software is fitted',
    crash: '7fdebf4993a09b47db3a5b22da62b6081dc96faa05da566c30fa3fb261b0e12c',
    crashOtherSeed: '06d4af74f2503780ea75809eb203e415e0ab126b49eeb4b4d40425de79d0eaa4',
    calm: '235e4d02adc6e17e9b8978fb4b4bed7d2ac08128b67370ab874bd1dd769837ce',
  },
  {
    model: '0.11.0',
    why: 'makers learn from flow they did not foresee, less where they quote more, and not from their own lean; volatility and turnover are measured over minutes; a deeper latent book that thins faster; investors look every short tick; larger random orders',
    crash: 'fde3fa331513a5c7c03cd5d4cb221273ed33050d9c88232a3c17a9f1bc100803',
    crashOtherSeed: 'b75a59dc9d3bacef60a833a468d5088307e52fad5b7679e9009056fe30c7f57d',
    calm: 'd1b571bb812a1c156d47009a444fc7588b3971428e5a9aacb8980566c295d6ad',
  },
  {
    model: '0.12.0',
    why: 'the perp is priced where its funding pays the carry; pairs are traded as deep as pays; makers mark what is closed where bitcoin trades; random takers take what stands near the touch; investors’ revaluations follow volatility more, and liquidity its extremes',
    crash: 'b8710273664bada1e606ef1fbface5ac8e45cd00eff00605e9d6503d9519cd1f',
    crashOtherSeed: '71383624f263149102861017a289ea2aa59a25025dd0a262417723ac3671fcf4',
    calm: '72338f6cab01c01899784dfe704a5e5287e2f4a0d6b04c96a957acbc0b692e0d',
  },
  {
    model: '0.13.0',
    why: 'arbitrage weighs the perp by its own fair price, counts no coins twice and closes legs that missed; makers place the perp by the spread they quote',
    crash: 'b6ec9e2f4a043b9966a68df1b5a5df692f246fd3ce2c05c711df0c53e0531246',
    crashOtherSeed: '3848f348057f8d577996cd394e62b07b12d8cc89cef0055991f0f28693226b55',
    calm: '7627598ea797f96c846d9a39d1fa0d9518ed4f2020f4de9d3ce8ca57a2be56b6',
  },
] as const;
/** The second event, by the newest version. */
const NOVEMBER = '84760d20603242bdc867926a350d2bed473e14c6b30c4c090092e6148c5f7ec0';

/** The drill, whose log has what no other has: positions cut, clients sold out, notes knocked in, a future that expires. */
const DRILL = '4fd65e78fddf8a90cb4d1600ff0f1818fd3892ef47f00e3f1ca7e4a885a9f8f6';

const newest = VERSIONS[VERSIONS.length - 1];

const SIX_HOURS = 360;
/** Till sales of software shares have begun. */
const TWO_DAYS = 2_880;
/** Whole numbers that fit 32 bits; others, negative zero among them, are kept as fractions are. */
const isSmallInteger = (value: unknown): boolean => Object.is(value, Number(value) | 0);

function digestOf(input: ScenarioInput, seed: string, ticks?: number): string {
  const simulation = new Simulation(scenarioSchema.parse(input), seed);
  const chain = new DigestChain();
  simulation.log.drain((batch) => chain.add(batch));
  simulation.begin();
  simulation.runUntil(ticks);
  simulation.log.flush();
  return chain.head;
}

describe('golden digests', () => {
  it('belong to this version of the model, and every version before it had others', () => {
    expect(newest.model).toBe(MODEL_VERSION);
    for (const key of ['model', 'crash', 'crashOtherSeed', 'calm'] as const)
      expect(new Set(VERSIONS.map((version) => version[key])).size).toBe(VERSIONS.length);
  });

  it('feb-5-2026, seed 1, three days', () => {
    expect(digestOf(feb5, '1')).toBe(newest.crash);
  });

  it('feb-5-2026, seed 7, six hours', () => {
    expect(digestOf(feb5, '7', SIX_HOURS)).toBe(newest.crashOtherSeed);
  });

  it('nov-21-2025, seed 1, two days', () => {
    expect(digestOf(nov21, '1')).toBe(NOVEMBER);
  });

  it('drill, seed 1, two days', () => {
    expect(digestOf(drill, '1')).toBe(DRILL);
  });

  it('calm, seed 1, six hours', () => {
    expect(digestOf(calm, '1', SIX_HOURS)).toBe(newest.calm);
  });
});

describe('the world', () => {
  it('keeps its own whole numbers whole: a fraction in mid-run would have all compiled code made anew', () => {
    const before = new World();
    const whole = Object.entries(before).flatMap(([name, began]) => (isSmallInteger(began) ? [name] : []));
    expect(whole).toContain('tick');
    const broken = new Set<string>();
    const simulation = new Simulation(scenarioSchema.parse(feb5), '1', {
      onKeyframe: () => {
        for (const name of whole)
          if (!isSmallInteger(simulation.world[name as keyof World])) broken.add(name);
      },
    });
    simulation.begin();
    simulation.runUntil(TWO_DAYS);
    expect([...broken]).toEqual([]);
  });
});
