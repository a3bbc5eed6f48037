export function invokeJavaLocal(): never
