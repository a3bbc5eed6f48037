// `serverless invoke local` on a deployed stage reads that stage's secrets and ledger: without AWS credentials the
// function could only answer that it is not configured.

/** Resolves with what to do if the AWS SDK finds no credentials, else with nothing. */
export async function credentialsProblem(stage: string, region: string): Promise<string | undefined> {
  // Loaded here: every other command would wait for it.
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  const client = new SecretsManagerClient({ region })
  try {
    await client.config.credentials()
    return undefined
  } catch (error) {
    const cause = error instanceof Error ? error.message.split('\n', 1)[0] : String(error)
    return (
      `No AWS credentials to read the secrets and the ledger of stage ${stage} with (${cause ?? ''}).\n` +
      'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Stage local needs none: --stage local, while ' +
      '`npm start` runs.'
    )
  } finally {
    client.destroy()
  }
}
