import { parse } from 'yaml';

/** Data of a YAML text; a module of its own, so that the bundle loads the parser only for those who need it. */
export function dataOfYaml(text: string): unknown {
  return parse(text, { logLevel: 'error' });
}
