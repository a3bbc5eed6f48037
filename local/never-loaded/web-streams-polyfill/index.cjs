// In place of the package of this name (package.json, `overrides`).
throw new Error('Node has web streams: package.json replaces web-streams-polyfill in `overrides`')
