/**
 * A rule switched off names itself and says why: `eslint-disable-next-line max-lines -- one table`.
 * @type {import('eslint').Rule.RuleModule}
 */
export const explainedDisable = {
  meta: {
    type: 'suggestion',
    messages: { unexplained: 'Name the rule and say why it is off: `{{directive}} rule -- reason`.' },
    schema: [],
  },
  create: ({ sourceCode, report }) => ({
    Program() {
      for (const { value, loc } of sourceCode.getAllComments()) {
        const directive = /^\s*(eslint-disable(?:-next-line|-line)?)(?:\s|$)/.exec(value)?.[1];
        if (directive === undefined || /eslint-disable\S*\s+[^\s-].*?\s--\s+\S/s.test(value) || !loc) continue;
        // Column -1 stands before the comment, out of reach of what it switches off.
        report({ messageId: 'unexplained', data: { directive }, loc: { line: loc.start.line, column: -1 } });
      }
    },
  }),
};
