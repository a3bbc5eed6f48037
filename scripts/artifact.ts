// What is in a function's packaged artifact.
import { inflateRawSync } from 'node:zlib'

export type Artifact = { file: string; code: string }

/** The one file of an artifact. A ZIP file's directory says how a file is packed, and where (APPNOTE 4.3.7, 4.3.12). */
export function bundleIn(zip: Buffer): Artifact {
  const artifacts: Artifact[] = []
  const start = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  for (let entry = zip.readUInt32LE(start + 16); zip.readUInt32LE(entry) === 0x02014b50;) {
    const [method, size] = [zip.readUInt16LE(entry + 10), zip.readUInt32LE(entry + 20)]
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => zip.readUInt16LE(entry + at)) as [
      number,
      number,
      number,
    ]
    const local = zip.readUInt32LE(entry + 42)
    const file = zip.toString('utf8', entry + 46, entry + 46 + nameLength)
    const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(data, data + size)
    artifacts.push({ file, code: (method === 0 ? bytes : inflateRawSync(bytes)).toString('utf8') })
    entry += 46 + nameLength + extraLength + commentLength
  }
  const [artifact, ...others] = artifacts
  if (artifact === undefined || others.length > 0)
    throw new Error(`the artifact holds ${artifacts.length} files, not 1`)
  return artifact
}
