/** What Node runs as it stands: it takes types away, and makes nothing of what is more than a type. */
const selectors = ['TSParameterProperty', 'TSEnumDeclaration', 'TSImportEqualsDeclaration', 'TSExportAssignment'];
const message = 'Node runs this file without a build, and takes types away only: write it as plain JavaScript.';

export const erasable = {
  'no-restricted-syntax': ['error', ...selectors.map((selector) => ({ selector, message }))],
};
