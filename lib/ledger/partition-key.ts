// The partition keys of the ledger's table.
import { createHash } from 'node:crypto'

/** DynamoDB's partition keys end at 2,048 bytes. */
const MAX_PLAIN_KEY_BYTES = 1_024

/** `<connector>#<case key>` or another key as it is, or its SHA-256 where it could exceed what DynamoDB takes. */
export function partitionKey(key: string): string {
  return Buffer.byteLength(key) <= MAX_PLAIN_KEY_BYTES
    ? key
    : `sha256-${createHash('sha256').update(key).digest('hex')}`
}
