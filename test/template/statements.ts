// The statements of a role in the packaged template.

export type Statement = { Effect: string; Action: string | string[]; Resource: unknown }

type Policies = { PolicyDocument: { Statement: Statement[] } }[]

/** @param role the Properties of an AWS::IAM::Role */
export function statementsOf(role: Record<string, unknown>): Statement[] {
  return (role['Policies'] as Policies).flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}
