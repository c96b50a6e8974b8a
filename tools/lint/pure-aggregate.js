/**
 * A file of a service that writes a Decider is an aggregate: pure functions. What it imports must be so, too: the kernel,
 * files beside it, exact numbers, and types of contracts and of its own service.
 */
const kernel = '@clientele/event-sourcing';
const isPure = ({ source: { value }, importKind }) =>
  value === kernel ||
  value === 'decimal.js' ||
  value.startsWith('./') ||
  (/^(@clientele\/contracts|\.\.\/)/.test(value) && importKind === 'type');

const writesDecider = ({ source, specifiers }) =>
  source.value === kernel && specifiers.some(({ imported }) => imported?.name === 'Decider');

export const pureAggregate = {
  meta: {
    type: 'problem',
    docs: { description: 'An aggregate imports the kernel only' },
    messages: {
      impure: "An aggregate is pure and imports the kernel only, not '{{source}}'. Let the command's handler do this.",
    },
    schema: [],
  },
  create: (context) => ({
    Program({ body }) {
      const imports = body.filter(({ type }) => type === 'ImportDeclaration');
      if (!imports.some(writesDecider)) return;
      for (const node of imports.filter((one) => !isPure(one)))
        context.report({ node, messageId: 'impure', data: { source: node.source.value } });
    },
  }),
};
