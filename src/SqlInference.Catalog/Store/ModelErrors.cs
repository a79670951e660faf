using SqlInference.Errors;

namespace SqlInference.Catalog.Store;

/// <summary>What can be wrong with a model that a statement names.</summary>
static class ModelErrors
{
    public static SqlInferenceException Unknown(CatalogSession session, ModelName name) => Unknown(name, [.. session.Query<(string Schema, string Model)>(
        "SELECT schema_name, model_name FROM model WHERE database_name = @Database", new { name.Database })]);

    /// <param name="others">The models of the database that the message may name.</param>
    public static SqlInferenceException Unknown(ModelName name, IReadOnlyList<(string Schema, string Model)> others)
    {
        // A right name in the wrong schema is the commonest slip.
        var elsewhere = others.Where(other => other.Model == name.Name).Select(other => $"{other.Schema}.{other.Model}").ToArray();
        var question = elsewhere.Length > 0
            ? $"Did you mean {string.Join(" or ", elsewhere.Order(StringComparer.Ordinal).Take(3))}?"
            : NearestNames.Question(name.ToString(), others.Select(other => $"{other.Schema}.{other.Model}"));
        const string General = "SHOW MODEL ALL lists the models.";
        return new SqlInferenceException(
            ErrorConditions.UnknownModel,
            $"There is no model {name} in database {name.Database}.",
            question is null ? General : $"{question} {General}");
    }

    public static SqlInferenceException Gone(VersionKey version) => new(
        ErrorConditions.UnknownModel,
        $"Version {version.Number} is not in the catalog any more: its model (id {version.ModelId}) was dropped.",
        "Run CREATE MODEL again if the model is still wanted.");

    public static SqlInferenceException Exists(ModelName name, string hint) => new(
        ErrorConditions.ModelExists, $"There is a model {name} already.", hint);

    public static SqlInferenceException BeingMade(ModelName name, int number, string maker) => new(
        ErrorConditions.ModelNotReady,
        $"Version {number} of model {name} is being made by process {maker}.",
        "Wait until SHOW MODEL says that it is done, or stop it with DROP MODEL.");

    public static SqlInferenceException NotPending(ModelName name, VersionRow version) => new(
        ErrorConditions.ModelNotReady,
        version.FailureReason is { } reason
            ? $"Version {version.Version} of model {name} is {version.State}: {reason}"
            : $"Version {version.Version} of model {name} is {version.State} and cannot be changed.",
        "Run CREATE OR REPLACE MODEL to make a new version.");

    public static SqlInferenceException NotComplete(ModelName name, int number) => new(
        ErrorConditions.ModelNotReady,
        $"Version {number} of model {name} cannot serve: its artifact has not been recorded.",
        "Complete the version first.");

    public static SqlInferenceException UnknownVersion(ModelName name, int number, IReadOnlyList<int> usable) => new(
        ErrorConditions.UnknownVersion,
        $"Model {name} has no version {number} that could serve.",
        usable.Count == 0 ? "No version of it ever served." : $"Versions that can serve: {string.Join(", ", usable)}.");

    public static SqlInferenceException InUse(ModelName name, IReadOnlyList<string> endpoints) => new(
        ErrorConditions.ModelInUse,
        $"Model {name} cannot be dropped: {(endpoints.Count == 1 ? "endpoint" : "endpoints")} {string.Join(", ", endpoints.Select(e => $"'{e}'"))} {(endpoints.Count == 1 ? "stands" : "stand")} for it.",
        string.Join(" ", endpoints.Select(endpoint => $"DROP ENDPOINT '{endpoint.Replace("'", "''", StringComparison.Ordinal)}';")) + " first.");

    public static SqlInferenceException FunctionExists(FunctionSignature function, ModelName owner) => new(
        ErrorConditions.FunctionExists,
        $"The function {function} belongs to model {owner}.",
        "Choose another function name, or drop that model first.");
}
