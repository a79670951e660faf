using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Engines.Answers;
using SqlInference.Errors;
using SqlInference.Inference.Remote.Protocols.Oip;
using SqlInference.Language;

namespace SqlInference.Engines.SqlServer;

/// <summary>
/// Prediction functions as calls of the procedures in schema <c>sqlinference</c> of a SQL Server database, one batch each:
/// those make what the database can carry. Knows the database by the catalog alone.
/// </summary>
public sealed class SqlServerFunctionPublisher : IFunctionPublisher
{
    /// <summary>The schema of names without one.</summary>
    public const string DefaultSchema = "dbo";

    const int MostParameters = 2100;

    /// <summary>The database's collation is not known here, and most take names that differ in case only for the same.</summary>
    public StringComparer Names => StringComparer.OrdinalIgnoreCase;

    public void Check(PredictionFunction function)
    {
        SignatureCheck.Run(function);
        CheckName(function);
    }

    public void CheckName(PredictionFunction function)
    {
        if (function.Name.Length > Identifier.MaxLength)
        {
            throw new SqlInferenceException(ErrorConditions.NameTooLong,
                $"The function name {function.Name} is longer than the {Identifier.MaxLength} characters that SQL Server keeps.", "Choose a shorter name.");
        }

        if (function.Parameters.Count > MostParameters)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, string.Create(CultureInfo.InvariantCulture,
                $"Function {function.Name} has {function.Parameters.Count} parameters; on SQL Server it may have {MostParameters}."),
                "Select fewer columns.");
        }

        foreach (var parameter in function.Parameters)
            TransactSqlTypes.Check($"Parameter {parameter.Name}", parameter.Type, function.Name);
        TransactSqlTypes.Check("The result", function.Returns, function.Name);
    }

    /// <summary>SQL Server has no overloads: a name is one function's.</summary>
    public IFunctionChange Define(string schema, string name, IReadOnlyList<PredictionFunction> overloads, IEnumerable<PredictionFunction> before)
    {
        if (overloads.Count > 1)
        {
            throw new SqlInferenceException(ErrorConditions.FunctionExists,
                $"Functions {schema}.{name} of the models {string.Join(" and ", overloads.Select(function => function.ModelName))} cannot both be: SQL Server has one function of a name, whatever its case and parameters.",
                "Choose another function name, or drop the other model first.");
        }

        var now = overloads.SingleOrDefault(function => function.Published is not null);
        PredictionFunction[] had = [.. before.Where(function => function.Published is not null)];
        var drops = had.Where(old => now is null || old.Name != now.Name || old.Schema != now.Schema).Select(Drop);
        return new FunctionDdl(now is null || had.Any(old => Define(old) == Define(now)) ? [.. drops] : [.. drops, Define(now)]);
    }

    /// <summary>A function of a name that is nobody else's. SQL Server has none that end with a statement: the session rolls it back.</summary>
    public IFunctionChange DefineTemporary(PredictionFunction function)
    {
        CheckName(function);
        return function.Published is not null
            ? new FunctionDdl([Define(Temporary(function))])
            : throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"USING FUNCTION {function.Name} names an endpoint outside this service, which a SQL Server session cannot call for one statement only.",
                "CREATE EXTERNAL FUNCTION makes a function that stays.");
    }

    /// <summary>SQL Server calls functions by schema and name only.</summary>
    public string QueryWith(IReadOnlyList<PredictionFunction> temporary, string query)
    {
        var names = temporary.ToDictionary(function => function.Name, function => $"{SqlText.Identifier(DefaultSchema)}.{SqlText.Identifier(function.Id)}", Names);
        return FunctionCalls.Rename(query, SqlDialect.SqlServer, token => names.GetValueOrDefault(TokenText.Value(query, token)));
    }

    public IFunctionChange Grant(IReadOnlyList<PredictionFunction> functions, FunctionGrant grant) => new FunctionDdl(
        [.. functions.SelectMany(function => grant.Grantees.Select(grantee => Grant(function, grantee, grant.IsRevoke, grant.WithGrantOption)))]);

    /// <summary>The functions stay their schema's, so that whoever may call them needs no right on what they call.</summary>
    public IFunctionChange SetOwner(IReadOnlyList<PredictionFunction> functions, string owner) => new FunctionDdl(
        [.. functions.Select(function => Grant(function, new(Catalog.GranteeKind.User, owner), isRevoke: false, withGrantOption: true))]);

    static PredictionFunction Temporary(PredictionFunction function) => function with { Schema = DefaultSchema, Name = function.Id };

    static string Define(PredictionFunction function)
    {
        var published = function.Published!;
        return Call("define_function", function,
            $"@model = {SqlText.Literal(WireNames.WriteWithinDatabase(published.Model))}",
            $"@version = {published.Number.ToString(CultureInfo.InvariantCulture)}",
            $"@output = {SqlText.Literal(published.Output)}",
            $"@returns = {SqlText.Literal(TransactSqlTypes.Of(published.Returns))}",
            $"@parameters = {SqlText.Literal(FunctionParameterDocument.Write(Parameters(function, published)))}");
    }

    static IEnumerable<FunctionParameterDocument> Parameters(PredictionFunction function, PublishedVersion published)
    {
        var names = ParameterNames.Of(function.Parameters.Select(parameter => parameter.Name));
        return function.Parameters.Select((parameter, i) => new FunctionParameterDocument(
            names[i], TransactSqlTypes.Of(published.Parameters[i]), published.Inputs[i],
            OipDatatypes.Name(AnswerTypes.NaturalElement(parameter.Type)), function.Scorer.Signature.Inputs[i].AcceptsNull));
    }

    static string Drop(PredictionFunction function) => Call("drop_function", function);

    static string Grant(PredictionFunction function, Catalog.Grantee grantee, bool isRevoke, bool withGrantOption) => Call("grant_function", function,
        $"@grantee = {SqlText.Literal(grantee.Name)}", $"@revoke = {SqlText.Bit(isRevoke)}", $"@grant_option = {SqlText.Bit(withGrantOption)}");

    static string Call(string procedure, PredictionFunction function, params IEnumerable<string> arguments) =>
        $"EXEC sqlinference.{procedure} {string.Join(", ", [$"@schema = {SqlText.Literal(function.Schema!)}", $"@name = {SqlText.Literal(function.Name)}", .. arguments])};";
}
