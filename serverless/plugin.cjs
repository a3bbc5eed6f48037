// The plugin of this service, as osls loads it. Node older than 24 cannot read its TypeScript: the check says so.
'use strict'

require('../scripts/check-install.cjs')

module.exports = require('./packaging.ts').packaging
