using SqlInference.Errors;

namespace SqlInference.Engines;

/// <summary>For callers without a database: models are made, checked and served, and nobody defines functions for them.</summary>
public sealed class NoFunctions : IFunctionPublisher
{
    public void Check(PredictionFunction function) => SignatureCheck.Run(function);

    public void CheckName(PredictionFunction function)
    {
        // No database, no names that are taken but those the catalog knows.
    }

    public IFunctionChange Define(string schema, string name, IReadOnlyList<PredictionFunction> overloads, IEnumerable<PredictionFunction> before) =>
        FunctionDdl.None;

    public IFunctionChange DefineTemporary(PredictionFunction function) => throw new SqlInferenceException(
        ErrorConditions.StatementNotSupported, $"Function {function.Name} cannot be defined: there is no database to define it in.",
        "Run the statement in a session of a database.");

    public IFunctionChange Grant(IReadOnlyList<PredictionFunction> functions, FunctionGrant grant) => FunctionDdl.None;

    public IFunctionChange SetOwner(IReadOnlyList<PredictionFunction> functions, string owner) => FunctionDdl.None;
}
