using System;
using System.Collections.Generic;
using System.Data.SqlTypes;
using System.Globalization;
using System.Linq;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Tests.Scripts;
using SqlInference.SqlClr.Tests.Scripts.Interpreter;
using SqlInference.SqlClr.Tests.Support;

namespace SqlInference.SqlClr.Tests;

/// <summary>
/// What the service tells a session of SQL Server to run, against the scripts that are run: from a model statement to the answer of the function that
/// it made, with everything real but SQL Server.
/// </summary>
[Collection(nameof(ServedModels))]
public sealed class ServiceStatementTests
{
    const string Statements = "/v1/databases/local/statements";

    readonly ServedModels _served;

    public ServiceStatementTests(ServedModels served) => _served = served;

    [Fact]
    public void A_model_statement_makes_functions_that_answer_as_the_embedded_engine_does()
    {
        var things = _served.Embedded("things");
        var (run, calls) = Train("CREATE MODEL [Colours of things] FROM (SELECT * FROM things) TARGET colour FUNCTION [Colour of] MODEL_TYPE XGBOOST SETTINGS (SEED 1)", things);
        Ask("POST", run + "/confirm", "{}");

        foreach (var (name, output) in new[] { ("Colour of", "prediction"), ("Colour of_prob", "probabilities.json"), ("Colour of_probabilities", "probabilities.json") })
        {
            var defined = calls.Single(call => call.Procedure == "define_function" && call.Arguments["@name"] == name).Arguments;
            var function = DefinedFunction.Of(defined["@schema"], name, defined["@model"], int.Parse(defined["@version"], CultureInfo.InvariantCulture), defined["@output"], defined["@returns"], defined["@parameters"]);
            foreach (var thing in things.Take(5))
                Assert.Equal(thing.Text(output), Predict(defined, DefinedFunction.Pack(function, Arguments(thing))!));
        }

        var dropped = Begin("DROP MODEL [Colours of things]");
        Assert.All(Calls(dropped), call => Assert.Equal("drop_function", call.Procedure));
        Ask("POST", $"{Statements}/{dropped.Text("run")}/confirm", "{}");
    }

    [Fact]
    public void Every_call_that_the_service_writes_has_the_parameters_of_its_procedure()
    {
        var procedures = ScriptFiles.Parse(ScriptFiles.Text("30-functions.sql")).Batches.SelectMany(batch => batch.Statements).OfType<CreateOrAlterProcedureStatement>()
            .ToDictionary(procedure => procedure.ProcedureReference.Name.BaseIdentifier.Value, procedure => procedure.Parameters.Select(parameter => parameter.VariableName.Value).ToArray());
        var (run, calls) = Train("CREATE MODEL granted FROM (SELECT * FROM things) TARGET colour FUNCTION granted MODEL_TYPE XGBOOST SETTINGS (SEED 1)", _served.Embedded("things"));
        Ask("POST", run + "/confirm", "{}");
        foreach (var statement in new[] { "GRANT EXECUTE ON MODEL granted TO bob", "GRANT EXECUTE ON MODEL granted TO PUBLIC", "REVOKE EXECUTE ON MODEL granted FROM bob", "DROP MODEL granted" })
        {
            var begun = Begin(statement);
            calls.AddRange(Calls(begun));
            Ask("POST", $"{Statements}/{begun.Text("run")}/confirm", "{}");
        }

        foreach (var (procedure, arguments) in calls)
            Assert.Equal(procedures[procedure].OrderBy(name => name, StringComparer.Ordinal), arguments.Keys.OrderBy(name => name, StringComparer.Ordinal));
        Assert.Equal(["define_function", "drop_function", "grant_function"], calls.Select(call => call.Procedure).Distinct().OrderBy(name => name, StringComparer.Ordinal));
    }

    (string Run, List<(string Procedure, Dictionary<string, string> Arguments)> Calls) Train(string statement, JsonObject[] things)
    {
        var begun = Begin(statement);
        var run = $"{Statements}/{begun.Text("run")}";
        var rows = new MemoryRows(number => number <= things.Length ? [.. ScoringTests.Values(things[number - 1]), things[number - 1]["colour"]] : null,
            [.. ScoringTests.ThingColumns, ("colour", typeof(string))]);
        var a = _served.Analysts;
        Steps.UploadRows(rows, Service.Connection.Of(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles), ((JsonObject)begun["training"]!).Text("upload")!,
            Parameter.Read(StatementTests.Columns), MemoryRows.ReadStatement, 1000);
        var answer = Ask("GET", run + "?wait=60");
        for (var i = 0; i < 10 && answer.Text("state") == "training"; i++)
            answer = Ask("GET", run + "?wait=60");
        Assert.Equal("awaiting_confirmation", answer.Text("state"));
        return (run, Calls(answer));
    }

    /// <summary>The calls that a session is told to make.</summary>
    static List<(string Procedure, Dictionary<string, string> Arguments)> Calls(JsonObject answer)
    {
        var calls = new List<(string, Dictionary<string, string>)>();
        foreach (var text in ((List<object?>)answer["functions"]!).Cast<string>())
        {
            var statement = Assert.IsType<ExecuteStatement>(Assert.Single(Assert.Single(ScriptFiles.Parse(text).Batches).Statements));
            var call = (ExecutableProcedureReference)statement.ExecuteSpecification.ExecutableEntity;
            var name = call.ProcedureReference.ProcedureReference.Name;
            Assert.Equal("sqlinference", name.SchemaIdentifier.Value);
            calls.Add((name.BaseIdentifier.Value, call.Parameters.ToDictionary(parameter => parameter.Variable.Name, parameter => ((Literal)parameter.ParameterValue).Value)));
        }

        return calls;
    }

    string Predict(Dictionary<string, string> defined, byte[] packed)
    {
        var a = _served.Analysts;
        return PredictionFunctions.PredictText(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, "local." + defined["@model"], int.Parse(defined["@version"], CultureInfo.InvariantCulture),
            defined["@output"], defined["@returns"], defined["@parameters"], new SqlBytes(packed)).Value;
    }

    static object?[] Arguments(JsonObject thing)
    {
        var values = ScoringTests.QueryValues(thing);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = values[i] switch
            {
                short or int => Convert.ToInt64(values[i], CultureInfo.InvariantCulture),
                bool flag => flag ? 1L : 0L,
                var value => value,
            };
        }

        return values;
    }

    JsonObject Begin(string statement) => Ask("POST", Statements, $$"""{"statement":"{{statement}}","engine":"sqlserver"}""");

    JsonObject Ask(string method, string path, string? body = null)
    {
        var a = _served.Analysts;
        Steps.Ask(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, method, path, body is null ? SqlString.Null : body, out var answer, out var number, out var message);
        Assert.True(number.IsNull, message.ToString());
        return (JsonObject)JsonParser.Parse(answer.Value)!;
    }
}
