// The types of dynalite that local/dynamodb.ts uses; the package brings no types.
declare module 'dynalite' {
  import type { Server } from 'node:http'

  function dynalite(options: { path?: string; createTableMs?: number }): Server
  export = dynalite
}
