/** Collects what is asked in one turn, and has it answered together: one call for many that wait side by side. */
export function together<Asked, Answer>(
  answerAll: (asked: readonly Asked[]) => Promise<readonly Answer[]>,
): (asked: Asked) => Promise<Answer> {
  interface Waiting {
    readonly asked: Asked;
    resolve(answer: Answer): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  const answer = async (): Promise<void> => {
    const all = waiting;
    waiting = [];
    try {
      const answers = await answerAll(all.map(({ asked }) => asked));
      for (const [n, { resolve }] of all.entries()) resolve(answers[n]);
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
  };
  return (asked) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(answer);
      waiting.push({ asked, resolve, reject });
    });
}
