// The esbuild plugins of this service, as serverless-esbuild loads them.
'use strict'

module.exports = require('./lambda-bundle.ts').lambdaBundle
