// @ts-check
'use strict';

/** The action cannot be loaded, and the message says all that its author needs: no stack is shown. */
class LoadFailure extends Error {}

module.exports = { LoadFailure };
