const FIELD_NAME = '$fieldName';

/** Puts all arguments under one name, which another argument tells. */
function main({ [FIELD_NAME]: fieldName, ...others }) {
  if (typeof fieldName !== 'string') return { error: `Expected an argument '${FIELD_NAME}' of type 'string'.` };
  return { [fieldName]: others };
}

exports.main = main;
