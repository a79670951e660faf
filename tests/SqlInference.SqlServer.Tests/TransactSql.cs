using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SqlInference.SqlServer.Tests;

/// <summary>T-SQL as Microsoft's own parser reads it.</summary>
static class TransactSql
{
    /// <summary>The script; fails with what the parser says where it is none.</summary>
    public static TSqlScript Parse(string sql)
    {
        using var reader = new StringReader(sql);
        var script = (TSqlScript)new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        Assert.True(errors.Count == 0, $"{string.Join('\n', errors.Select(error => $"({error.Line},{error.Column}) {error.Number} {error.Message}"))}\n\n{sql}");
        return script;
    }

    /// <summary>The one statement of a text.</summary>
    public static TSqlStatement Single(string sql) => Assert.Single(Assert.Single(Parse(sql).Batches).Statements);

    /// <summary>A call of a procedure: its name and the values of its arguments.</summary>
    public static (string Procedure, IReadOnlyDictionary<string, string> Arguments) Call(string sql)
    {
        var call = Assert.IsType<ExecutableProcedureReference>(Assert.IsType<ExecuteStatement>(Single(sql)).ExecuteSpecification.ExecutableEntity);
        return (
            string.Join('.', call.ProcedureReference.ProcedureReference.Name.Identifiers.Select(part => part.Value)),
            call.Parameters.ToDictionary(parameter => parameter.Variable.Name, parameter => Assert.IsAssignableFrom<Literal>(parameter.ParameterValue).Value));
    }
}
