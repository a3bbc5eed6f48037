// In place of the package of this name (package.json, `overrides`).
export function invokeJavaLocal() {
  throw new Error('case-push has no function in Java: package.json replaces java-invoke-local in `overrides`')
}
