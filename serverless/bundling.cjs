// The plugin that bundles the functions, as osls loads it.
'use strict'

module.exports = require('./bundling.ts').bundling
