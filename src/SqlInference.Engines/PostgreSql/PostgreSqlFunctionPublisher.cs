using System.Globalization;
using System.Text;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Engines.PostgreSql;

/// <summary>
/// Prediction functions as calls of the extension, which makes them in the caller's session and keeps which version each
/// of them asks for. Knows the database by the catalog alone.
/// </summary>
public sealed class PostgreSqlFunctionPublisher : IFunctionPublisher
{
    /// <summary>The longest name that PostgreSQL keeps, in bytes of UTF-8.</summary>
    public const int NameBytes = SqlText.NameBytes;

    /// <summary>A call passes the function's key along, and PostgreSQL passes 100 arguments at most.</summary>
    const int MostParameters = 99;

    /// <summary>In units of <c>cpu_operator_cost</c>: a prediction is worth waiting for a plan that makes fewer.</summary>
    const int Cost = 1000;

    const string TemporarySchema = "pg_temp";

    public void Check(PredictionFunction function)
    {
        SignatureCheck.Run(function);
        CheckName(function);
    }

    public void CheckName(PredictionFunction function)
    {
        if (Encoding.UTF8.GetByteCount(function.Name) > NameBytes)
        {
            throw new SqlInferenceException(ErrorConditions.NameTooLong,
                $"The function name {function.Name} is longer than the {NameBytes} bytes that PostgreSQL keeps.", "Choose a shorter name.");
        }

        if (function.Parameters.Count > MostParameters)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, string.Create(CultureInfo.InvariantCulture,
                $"Function {function.Name} has {function.Parameters.Count} parameters; on PostgreSQL it may have {MostParameters}."),
                "Make a model that takes an array, such as real[].");
        }
    }

    public IFunctionChange Define(string schema, string name, IReadOnlyList<PredictionFunction> overloads, IEnumerable<PredictionFunction> before)
    {
        if (overloads.GroupBy(Types).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new SqlInferenceException(ErrorConditions.FunctionExists,
                $"The function {schema}.{name}({twice.Key}) belongs to model {twice.First().ModelName}: PostgreSQL tells functions apart by their types without lengths.",
                "Choose another function name, or drop that model first.");
        }

        var had = before.Where(function => function.Published is not null).ToDictionary(Types);
        var ddl = new List<string>();
        foreach (var function in overloads.Where(function => function.Published is not null))
        {
            had.Remove(Types(function), out var old);
            if (old is null)
                ddl.Add(Define(schema, function));
            else if (!LooksLike(function, old))
                ddl.AddRange([Drop(schema, old), Define(schema, function)]);
            else if (IsOnlyRenamed(function, old))
                ddl.Add(Rename(old, function));
            else if (Asked(function) != Asked(old))
                ddl.Add(Define(schema, function));
        }

        return new FunctionDdl([.. had.Values.Select(gone => Drop(schema, gone)), .. ddl]);
    }

    public IFunctionChange DefineTemporary(PredictionFunction function)
    {
        Check(function);
        return function.Published is not null
            ? new FunctionDdl([Define(TemporarySchema, function)])
            : throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"USING FUNCTION {function.Name} names an endpoint outside this service, which a PostgreSQL session cannot call for one statement only.",
                "CREATE EXTERNAL FUNCTION makes a function that stays.");
    }

    /// <summary>PostgreSQL looks for functions in the temporary schema only where it is named.</summary>
    public string QueryWith(IReadOnlyList<PredictionFunction> temporary, string query)
    {
        var names = temporary.Select(function => function.Name).ToHashSet();
        return FunctionCalls.Rename(query, SqlDialect.PostgreSql, token => names.Contains(NameOf(token)) ? $"{TemporarySchema}.{token.In(query)}" : null);

        string NameOf(Token token) => new Identifier(TokenText.Value(query, token), token.Kind == TokenKind.QuotedIdentifier).Fold(IdentifierFolding.Lower);
    }

    public IFunctionChange Grant(IReadOnlyList<PredictionFunction> functions, FunctionGrant grant) => new FunctionDdl(
        [.. functions.SelectMany(function => grant.Grantees.Select(grantee => Grant(function, grantee, grant)))]);

    public IFunctionChange SetOwner(IReadOnlyList<PredictionFunction> functions, string owner) => new FunctionDdl(
        [.. functions.Select(function =>
            $"ALTER FUNCTION {SqlText.Identifier(function.Schema!)}.{SqlText.Identifier(function.Name)}({Types(function)}) OWNER TO {SqlText.Identifier(owner)}")]);

    static string Define(string schema, PredictionFunction function)
    {
        var published = function.Published!;
        return Call("define_function",
            SqlText.Literal(schema), SqlText.Literal(function.Name), SqlText.TextArray(function.Parameters.Select(parameter => parameter.Name)),
            SqlText.TextArray(published.Parameters.Select(type => type.ToString())), SqlText.Literal(published.Returns.ToString()),
            SqlText.Literal(WireNames.Write(published.Model)), published.Number.ToString(CultureInfo.InvariantCulture), SqlText.Literal(published.Output),
            SqlText.TextArray(published.Inputs), SqlText.BooleanArray(function.Scorer.Signature.Inputs.Select(input => input.AcceptsNull)),
            Cost.ToString(CultureInfo.InvariantCulture));
    }

    static string Drop(string schema, PredictionFunction function) =>
        Call("drop_function", SqlText.Literal(schema), SqlText.Literal(function.Name), TypeArray(function));

    static string Rename(PredictionFunction old, PredictionFunction now) =>
        Call("rename_model", SqlText.Literal(WireNames.Write(old.Published!.Model)), SqlText.Literal(WireNames.Write(now.Published!.Model)));

    static string Grant(PredictionFunction function, Catalog.Grantee grantee, FunctionGrant grant) => Call("grant_function",
        SqlText.Literal(function.Schema!), SqlText.Literal(function.Name), TypeArray(function), SqlText.Literal(grantee.Name),
        SqlText.Boolean(grantee.Kind == Catalog.GranteeKind.Public), SqlText.Boolean(grant.IsRevoke), SqlText.Boolean(grant.WithGrantOption));

    static string Call(string function, params IEnumerable<string> arguments) => $"SELECT sqlinference.{function}({string.Join(", ", arguments)})";

    static string TypeArray(PredictionFunction function) => SqlText.TextArray(function.Published!.Parameters.Select(type => type.PostgresName));

    // PostgreSQL tells overloads apart by their types without length or precision.
    static string Types(PredictionFunction function) => string.Join(", ", function.Published!.Parameters.Select(type => type.PostgresName));

    /// <summary>Whether CREATE OR REPLACE FUNCTION takes the one for the other.</summary>
    static bool LooksLike(PredictionFunction function, PredictionFunction old) =>
        function.Published!.Returns.PostgresName == old.Published!.Returns.PostgresName
        && function.Parameters.Select(parameter => parameter.Name).SequenceEqual(old.Parameters.Select(parameter => parameter.Name));

    static bool IsOnlyRenamed(PredictionFunction function, PredictionFunction old) =>
        function.Published!.Model != old.Published!.Model && Asked(function) with { Model = old.Published.Model } == Asked(old);

    static (ModelName Model, int Number, string Inputs, string Output, SqlType Returns) Asked(PredictionFunction function)
    {
        var published = function.Published!;
        return (published.Model, published.Number, string.Join('\n', published.Inputs), published.Output, published.Returns);
    }
}
