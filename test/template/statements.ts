// The statements of a role in the packaged template, conditional ones included.

export type Statement = { Effect: string; Action: string | string[]; Resource: unknown }

type Policies = { PolicyDocument: { Statement: (Statement | { 'Fn::If': [string, Statement, unknown] })[] } }[]

/** @param role the Properties of an AWS::IAM::Role */
export function statementsOf(role: Record<string, unknown>): Statement[] {
  const policies = role['Policies'] as Policies
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .map((statement) => ('Fn::If' in statement ? statement['Fn::If'][1] : statement))
}
