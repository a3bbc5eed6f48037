// Secrets Manager on this machine, in the AWS JSON 1.1 protocol of the AWS SDK: secrets are read, listed, created and
// changed. What they hold is kept by secret-files.ts.
import { createAdaptorServer } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { createHash } from 'node:crypto'
import { Server } from 'node:http'
import * as v from 'valibot'
import { listen, type Listening } from './listen.ts'
import { openSecretFiles, type Places, type SecretFiles } from './secret-files.ts'

type SecretsManagerOptions = Places & {
  /** 0, the default, means any free port. */
  port?: number
  /** Routes of another stand-in at the same address; they come first. */
  extraRoutes?: Hono
}

const GetSecretValue = v.object({ SecretId: v.string() })
const CreateSecret = v.object({ Name: v.string(), SecretString: v.string() })
const PutSecretValue = v.object({ SecretId: v.string(), SecretString: v.string() })
const ListSecrets = v.object({
  Filters: v.optional(v.array(v.object({ Key: v.literal('name'), Values: v.array(v.string()) })), []),
  MaxResults: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(100)), 100),
  NextToken: v.optional(v.pipe(v.string(), v.digits(), v.transform(Number)), '0'),
})

export function startSecretsManager(options: SecretsManagerOptions = {}): Promise<Listening> {
  const { port = 0 } = options
  const app = new Hono()
  if (options.extraRoutes !== undefined) app.route('/', options.extraRoutes)
  app.route('/', secretsManagerApp(openSecretFiles(options)))
  const server = createAdaptorServer({ fetch: app.fetch })
  if (!(server instanceof Server)) throw new Error('Secrets Manager needs a plain HTTP server')
  return listen(server, 'Secrets Manager', port)
}

function secretsManagerApp(files: SecretFiles): Hono {
  const app = new Hono()
  app.post('/', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined)
    switch (c.req.header('x-amz-target')) {
      case 'secretsmanager.GetSecretValue':
        return getSecretValue(c, files, body)
      case 'secretsmanager.ListSecrets':
        return listSecrets(c, files, body)
      case 'secretsmanager.CreateSecret':
        return createSecret(c, files, body)
      case 'secretsmanager.PutSecretValue':
        return putSecretValue(c, files, body)
      default:
        return answerError(
          c,
          'UnknownOperationException',
          'This stand-in supports GetSecretValue, ListSecrets, CreateSecret and PutSecretValue.',
        )
    }
  })
  app.onError((error, c) => {
    console.error('Secrets Manager:', error)
    return answerJson(c, { __type: 'InternalServiceError', Message: error.message }, 500)
  })
  return app
}

async function getSecretValue(c: Context, files: SecretFiles, body: unknown): Promise<Response> {
  const request = v.safeParse(GetSecretValue, body)
  if (!request.success) return answerError(c, 'ValidationException', 'SecretId must not be null.')
  const name = request.output.SecretId
  const text = await files.read(name)
  if (text === undefined) return notFound(c)
  const VersionId = versionOf(text)
  return answerJson(c, { ARN: arnOf(name), Name: name, SecretString: text, VersionId, VersionStages: ['AWSCURRENT'] })
}

async function createSecret(c: Context, files: SecretFiles, body: unknown): Promise<Response> {
  const request = v.safeParse(CreateSecret, body)
  if (!request.success) return answerError(c, 'ValidationException', 'Name and SecretString must not be null.')
  const { Name, SecretString } = request.output
  if ((await files.read(Name)) !== undefined)
    return answerError(c, 'ResourceExistsException', 'A resource with the ID you requested already exists.')
  return written(c, files, Name, SecretString)
}

async function putSecretValue(c: Context, files: SecretFiles, body: unknown): Promise<Response> {
  const request = v.safeParse(PutSecretValue, body)
  if (!request.success) return answerError(c, 'ValidationException', 'SecretId and SecretString must not be null.')
  const { SecretId, SecretString } = request.output
  if ((await files.read(SecretId)) === undefined) return notFound(c)
  return written(c, files, SecretId, SecretString)
}

async function written(c: Context, files: SecretFiles, name: string, text: string): Promise<Response> {
  if (!(await files.write(name, text)))
    return answerError(c, 'InvalidParameterException', 'This stand-in stores connectors alone.')
  return answerJson(c, { ARN: arnOf(name), Name: name, VersionId: versionOf(text) })
}

async function listSecrets(c: Context, files: SecretFiles, body: unknown): Promise<Response> {
  const request = v.safeParse(ListSecrets, body)
  if (!request.success)
    return answerError(c, 'ValidationException', 'This stand-in supports MaxResults, NextToken and filters by name.')
  const { Filters, MaxResults, NextToken } = request.output
  const matching = (await files.list()).filter((name) =>
    Filters.every(({ Values }) => Values.some((prefix) => name.startsWith(prefix))),
  )
  const end = NextToken + MaxResults
  const SecretList = matching.slice(NextToken, end).map((Name) => ({ ARN: arnOf(Name), Name }))
  return answerJson(c, { SecretList, ...(end < matching.length ? { NextToken: String(end) } : {}) })
}

const notFound = (c: Context): Response =>
  answerError(c, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.")

/** A new text is a new version. */
const versionOf = (text: string): string => createHash('sha256').update(text).digest('hex')

function arnOf(name: string): string {
  return `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-Local0`
}

function answerError(c: Context, type: string, message: string): Response {
  return answerJson(c, { __type: type, Message: message }, 400)
}

function answerJson(c: Context, body: object, status: 200 | 400 | 500 = 200): Response {
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/x-amz-json-1.1' })
}
