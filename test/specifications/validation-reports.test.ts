import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { junitXml } from '../../cli/junit.ts';
import { validationOf } from '../../cli/validation.ts';
import { sentenceOf, validationJunit } from '../../cli/validation-junit.ts';
import { validationText } from '../../cli/validation-text.ts';
import { rowOf } from '../../reports/ensemble/row.ts';
import { figureText, historyText, spanText } from '../../reports/target-text.ts';
import type { Target } from '../../scenarios/target.ts';
import type { MemberResult } from '../../store/ensemble/member.ts';
import { targetOf } from './ensemble-support.ts';

describe('a figure of a row', () => {
  it.each<[number, Target['unit'], string]>([
    [-0.0415, 'fraction', '-4.15 %'],
    [0.1219, 'fraction', '+12.19 %'],
    [-0.00008, 'fraction', '-0.0080 %'],
    [0.0059, 'bp', '59 bp'],
    [-0.00025, 'bp', '-2.5 bp'],
    [0.886, 'vol', '88.6'],
    [60_000, 'usd', '$60,000'],
    [36.1, 'usd', '$36.10'],
    [-36.1, 'usd', '-$36.10'],
    [-434.1e6, 'usd', '-$434 m'],
    [1.38e9, 'usd', '$1.38 bn'],
    [24.3, 'hours', '24.3 h'],
    [7.4, 'ratio', '7.40'],
    [2.33e6, 'count', '2.33 m'],
    [1234, 'count', '1,234'],
    [1, 'yes', 'yes'],
    [0, 'yes', 'no'],
    [0.5, 'yes', '50 % yes'],
  ])('%d as %s is %s', (value, unit, text) => {
    expect(figureText(value, unit)).toBe(text);
  });

  it('says bounds as bounds, and a unit once where it follows both', () => {
    expect(historyText(targetOf({ history: [0.8e9, 2.5e9], unit: 'usd' }))).toBe('$800 m … $2.50 bn');
    expect(historyText(targetOf({ history: [null, -0.00008], unit: 'fraction' }))).toBe('≤ -0.0080 %');
    expect(historyText(targetOf({ history: [0, null], unit: 'fraction' }))).toBe('≥ 0 %');
    expect(historyText(targetOf({ history: [null, null] }))).toBe('anything');
    expect(historyText(targetOf({ history: 1, unit: 'yes' }))).toBe('yes');
    expect(spanText([-0.001, -0.0002], 'bp')).toBe('-10 … -2.0 bp');
    expect(spanText([5e8, 2e9], 'usd')).toBe('$500 m … $2.00 bn');
  });
});

describe('the sentence on a row', () => {
  it('says median, range, history, tolerance and z, or how many seeds have a sign', () => {
    const known = rowOf(targetOf({ title: 'low', clock: 'spot', history: 2, tolerance: 1 }), [5, 5, 5]);
    expect(sentenceOf(known)).toBe(
      'low (spot): median 5.00, 5 to 95 % 5.00 … 5.00, history says 2.00, tolerance 1.00: z = 3.00, |z| must be under 2',
    );
    const sign = rowOf(
      targetOf({ title: 'sign', clock: 'spot', history: [null, 0], tolerance: 0 }),
      [-1, 2, 3],
    );
    expect(sentenceOf(sign)).toMatch(/history says ≤ 0.00, so do 1 of 3 seeds$/);
  });
});

describe('JUnit XML', () => {
  it('counts cases, failures and skipped ones, and gives each its place', () => {
    const xml = junitXml('all', [
      {
        name: 'rows',
        cases: [
          { classname: 'a', name: 'passed' },
          { classname: 'a', name: 'missed', failure: 'z = 3' },
          { classname: 'a', name: 'left out', skipped: 'contested', note: 'z = 9' },
        ],
      },
    ]);
    expect(xml).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="all" tests="3" failures="1" errors="0">
  <testsuite name="rows" tests="3" failures="1" errors="0" skipped="1">
    <testcase classname="a" name="passed" time="0"/>
    <testcase classname="a" name="missed" time="0">
      <failure message="z = 3" type="missed">z = 3</failure>
    </testcase>
    <testcase classname="a" name="left out" time="0">
      <skipped message="contested"/>
      <system-out>z = 9</system-out>
    </testcase>
  </testsuite>
</testsuites>
`,
    );
  });

  it('escapes what XML would read as its own, and replaces what it cannot say', () => {
    const name = '<a> & "b"\t\r\n]]>\u0000\u001b\ud800\uffff é漢😀';
    expect(junitXml(name, [])).toContain(
      '<testsuites name="&lt;a&gt; &amp; &quot;b&quot;&#9;&#13;&#10;]]&gt;\ufffd\ufffd\ufffd\ufffd é漢😀" ',
    );
  });

  it('lets no text out of its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const cases = [{ classname: text, name: text, failure: text, note: text }];
        const bare = junitXml(text, [{ name: text, cases }]).replaceAll(
          /"[^"<>]*"|(?<=>)[^<>\n]+(?=<)/g,
          '""',
        );
        const empty = junitXml('', [
          { name: '', cases: [{ classname: '', name: '', failure: '.', note: '.' }] },
        ]);
        expect(bare.replaceAll('""', '').replaceAll(/\s/g, '')).toBe(
          empty.replaceAll(/"[^"]*"|(?<=>)\.(?=<)/g, '').replaceAll(/\s/g, ''),
        );
      }),
    );
  });
});

const result = (seed: number, readings: MemberResult['readings'], drawdown = 0.1): MemberResult => ({
  ...{ seed, digest: '', events: 1, wallSeconds: 1, readings, path: [1], lowestUsd: 1, drawdown },
});

describe('a missed row as a test case', () => {
  /** Held-out rows of which so many are met, beside fitted ones of which so many are. */
  const junitOf = (heldOut: readonly [met: number, of: number], fit: readonly [met: number, of: number]) => {
    const rowsOf = (name: Target['class'], [met, of]: readonly [number, number]) =>
      Array.from({ length: of }, (_, n) =>
        targetOf({
          id: `${name}-${n}`,
          title: `${name} ${n}`,
          class: name,
          history: n < met ? 10 : 20,
          tolerance: 1,
        }),
      );
    const targets = [...rowsOf('fit', fit), ...rowsOf('held-out', heldOut)];
    const readings = Object.fromEntries(targets.map(({ id }) => [id, 10]));
    const validation = validationOf(targets, { results: [result(1, readings)], broken: [] });
    const xml = validationJunit('event', validation);
    const failed = [...xml.matchAll(/name="([^"]+)" time="0">\n +<failure /g)].map(([, name]) => name);
    return { xml, failed, holds: validation.gate.holds };
  };

  it('is passed where the gate allows it to be missed, and begins by saying that it was', () => {
    const { xml, failed, holds } = junitOf([7, 10], [2, 2]);
    expect({ failed, holds }).toEqual({ failed: [], holds: true });
    expect(xml).toMatch(/^<testsuites name="[^"]+" tests="16" failures="0" errors="0">$/m);
    expect(xml.match(/<system-out>missed, which the gate allows: held-out 9 \(/g)).toHaveLength(1);
    expect(xml.match(/<system-out>missed, which the gate allows: /g)).toHaveLength(3);
  });

  it('is a failure where too many held-out rows are missed, as is that part of the gate', () => {
    const { xml, failed, holds } = junitOf([6, 10], [2, 2]);
    expect(holds).toBe(false);
    expect(failed).toEqual(['held-out 6', 'held-out 7', 'held-out 8', 'held-out 9', 'held-out']);
    expect(xml).not.toContain('which the gate allows');
  });

  it('is always a failure where it is a fitted one, and makes none of held-out ones that may be missed', () => {
    const { failed, holds } = junitOf([7, 10], [1, 2]);
    expect({ failed, holds }).toEqual({ failed: ['fit 1', 'fit'], holds: false });
  });
});

describe('the text of a validation', () => {
  const io = { out: () => {}, err: () => {}, interactive: false, columns: 100, color: false };
  const targets = [
    targetOf({ id: 'near', title: 'near', history: 10, tolerance: 1 }),
    targetOf({ id: 'low', title: 'too low', history: 13, tolerance: 1, family: 'basis' }),
    targetOf({ id: 'high', title: 'too high', history: 8, tolerance: 1, class: 'held-out' }),
  ];
  const readings = { near: 10, low: 10, high: 10 };
  const validation = validationOf(targets, {
    results: [result(1, readings), result(2, readings)],
    broken: [],
  });

  it('draws each deviation to its side of history, full at twice what is missed', () => {
    const lines = validationText('title', validation, io).split('\n');
    const lineOf = (title: string) => lines.find((line) => line.includes(`  ${title}  `));
    expect(lineOf('near')).toMatch(/^✓ .* 0\.0 {2}\s+│/);
    expect(lineOf('too low')).toMatch(/^✗ .* -3\.0 {3}███│ +0\.00!$/);
    expect(lineOf('too high')).toMatch(/^✗ .* \+2\.0 {6}│██ +0\.00!$/);
  });

  it('scores families alike, and says what flags are worth', () => {
    const text = validationText('title', validation, io);
    expect(text).toMatch(/^price +1 of 2 +1\.41$/m);
    expect(text).toMatch(/^basis +0 of 1 +3\.00$/m);
    expect(text).toMatch(/^all families alike +2\.35$/m);
    expect(text).toContain(
      '! 2 rows: fewer than 2.5 % of seeds lie on one side of history, which says little below 40',
    );
  });
});

describe('Ctrl-C', () => {
  const bin = fileURLToPath(new URL('../../bin/cascade', import.meta.url));
  const words = [
    'validate',
    'feb-5-2026',
    '--seeds',
    '400',
    '--set',
    'end=2026-02-04T00:10Z',
    '--workers',
    '1',
  ];

  it('keeps the runs that are done, says so, and ends with 130', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'cascade-interrupt-'));
    try {
      const child = spawn(process.execPath, [bin, ...words, '--out', 'here'], { cwd: dir, stdio: 'pipe' });
      let err = '';
      child.stderr.on('data', (text) => {
        err += text;
      });
      const file = join(dir, 'here/members.jsonl');
      const lines = (): number => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0);
      const watch = setInterval(() => {
        if (lines() < 2) return;
        clearInterval(watch);
        child.kill('SIGINT');
      }, 20);
      const code = await new Promise((resolve) => child.on('close', resolve));
      const kept = lines();
      expect(kept).toBeGreaterThanOrEqual(2);
      expect({ code, last: err.trimEnd().split('\n').at(-1) }).toEqual({
        code: 130,
        last: `Stopped with ${kept} of 400 runs kept in here; the same command goes on from there.`,
      });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
