using System.Collections.Generic;
using System.Linq;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SqlInference.Dacpac;

/// <summary>What a statement defines, as CREATE: a model of a database knows no IF, no CREATE OR ALTER and nothing that runs.</summary>
public static class Definitions
{
    public static IEnumerable<string> Of(TSqlStatement statement) => statement switch
    {
        IfStatement conditional => Of(conditional.ThenStatement),
        BeginEndBlockStatement block => block.StatementList.Statements.SelectMany(Of),
        ExecuteStatement { ExecuteSpecification.ExecutableEntity: ExecutableStringList { Strings: { Count: 1 } strings } } =>
            InstallScript.Parse(((StringLiteral)strings[0]).Value).Batches.SelectMany(batch => batch.Statements).SelectMany(Of),
        CreateOrAlterFunctionStatement or CreateOrAlterProcedureStatement or CreateOrAlterViewStatement =>
            [Text(statement).Replace("CREATE OR ALTER", "CREATE")],
        // A permission of SQL Server 2022, which this model is older than.
        GrantStatement grant when Text(grant).Contains("ANY EXTERNAL ENDPOINT") => [],
        CreateUserStatement or CreateRoleStatement or CreateSchemaStatement or CreateTableStatement or CreateFunctionStatement or CreateProcedureStatement
            or CreateAggregateStatement or CreateAssemblyStatement or GrantStatement => [Text(statement)],
        AlterRoleStatement => [Text(statement)],
        _ => [],
    };

    internal static string Text(TSqlStatement statement) =>
        string.Concat(statement.ScriptTokenStream.Skip(statement.FirstTokenIndex).Take(statement.LastTokenIndex - statement.FirstTokenIndex + 1).Select(token => token.Text));
}
