/** One check, as continuous integration shows it. */
export interface TestCase {
  /** Group it is listed under. */
  readonly classname: string;
  readonly name: string;
  /** Why it failed, in a sentence; absent where it passed. */
  readonly failure?: string;
  /** Why it was not counted. */
  readonly skipped?: string;
  /** More to read, passed or not. */
  readonly note?: string;
}

/** Named checks. */
export interface TestSuite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/** Test suites as JUnit XML, in the form that Jenkins, GitLab and GitHub's actions read (Apache Ant's junitreport). */
export function junitXml(name: string, suites: readonly TestSuite[]): string {
  const lines = suites.flatMap((suite) => [
    `  <testsuite ${attributes({ name: suite.name, ...totals(suite.cases), errors: 0, skipped: skippedOf(suite.cases) })}>`,
    ...suite.cases.flatMap(caseLines),
    '  </testsuite>',
  ]);
  const all = suites.flatMap(({ cases }) => cases);
  const head = `<testsuites ${attributes({ name, ...totals(all), errors: 0 })}>`;
  return `${['<?xml version="1.0" encoding="UTF-8"?>', head, ...lines, '</testsuites>'].join('\n')}\n`;
}

function caseLines({ classname, name, failure, skipped, note }: TestCase): string[] {
  const open = `    <testcase ${attributes({ classname, name, time: 0 })}`;
  const inner = [
    ...(failure === undefined
      ? []
      : [`      <failure ${attributes({ message: failure, type: 'missed' })}>${escaped(failure)}</failure>`]),
    ...(skipped === undefined ? [] : [`      <skipped ${attributes({ message: skipped })}/>`]),
    ...(note === undefined ? [] : [`      <system-out>${escaped(note)}</system-out>`]),
  ];
  return inner.length === 0 ? [`${open}/>`] : [`${open}>`, ...inner, '    </testcase>'];
}

const totals = (cases: readonly TestCase[]) => ({
  tests: cases.length,
  failures: cases.filter(({ failure }) => failure !== undefined).length,
});

const skippedOf = (cases: readonly TestCase[]): number =>
  cases.filter(({ skipped }) => skipped !== undefined).length;

const attributes = (named: Readonly<Record<string, string | number>>): string =>
  Object.entries(named)
    .map(([name, value]) => `${name}="${escaped(`${value}`)}"`)
    .join(' ');

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A parser would read them as blanks in an attribute, and a carriage return as a newline anywhere.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML 1.0 has no way to say (its production 2, Char): control characters, half surrogates and two more. */
const UNSAYABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escaped = (text: string): string =>
  text.replace(UNSAYABLE, '\ufffd').replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character]);
