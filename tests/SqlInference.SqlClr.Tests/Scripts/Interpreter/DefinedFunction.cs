using System.Collections.Generic;
using System.Linq;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInference.SqlClr.Json;

namespace SqlInference.SqlClr.Tests.Scripts.Interpreter;

/// <summary>Functions as sqlinference.define_function makes them.</summary>
static class DefinedFunction
{
    /// <summary>The statement that makes the function, as its one statement. What the procedure gathers by a query is gathered here.</summary>
    public static CreateOrAlterFunctionStatement Of(string schema, string name, string model, int version, string output, string returns, string parameters)
    {
        var functions = new ScriptFunctions("20-text.sql");
        var list = ((List<object?>)JsonParser.Parse(parameters)!).Cast<JsonObject>().ToArray();
        var missing = list.Where(parameter => parameter["nullable"] is false).Select(parameter => $"@{parameter.Text("name")} IS NULL").ToArray();
        var text = functions.Text("function_text", schema, name, returns,
            string.Join(", ", list.Select(parameter => $"@{parameter.Text("name")} {functions.Text("checked_type", parameter.Text("type"))}")),
            missing.Length == 0 ? "1 = 0" : string.Join(" OR ", missing),
            string.Concat(list.Select(parameter => "\n    + " + functions.Text("pack_expression", parameter.Text("type"), "@" + parameter.Text("name")))),
            functions.Text("call_text", model, (long)version, output, returns, parameters));
        return Assert.IsType<CreateOrAlterFunctionStatement>(Assert.Single(Assert.Single(ScriptFiles.Parse(text!).Batches).Statements));
    }

    /// <summary>What a function hands to the assembly for these arguments; null where it asks nobody.</summary>
    public static byte[]? Pack(FunctionStatementBody function, params object?[] arguments)
    {
        byte[]? packed = null;
        new ScriptFunctions
        {
            Missing = (_, values) =>
            {
                packed = (byte[])values.Last()!;
                return null;
            },
        }.Call(function, arguments);
        return packed;
    }
}
