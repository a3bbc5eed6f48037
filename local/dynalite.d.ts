// The few types of dynalite that local/dynamodb.ts uses; the package has none.
declare module 'dynalite' {
  import type { Server } from 'node:http'

  function dynalite(options: { path?: string; createTableMs?: number }): Server
  export = dynalite
}
