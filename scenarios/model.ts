/** Version of the model: a change of any golden digest needs a new one, and a reason in the change that makes it. */
export const MODEL_VERSION = '0.13.0';
