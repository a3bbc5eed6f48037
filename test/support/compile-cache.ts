// A program's environment in which Node keeps compiled code for the next program: most of a short one's time is
// compiling.
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), 'case-push-compile-cache') }
