using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Service.Hosting;

namespace SqlInference.Server.Access;

/// <summary>Who sent a request, and what they may do.</summary>
/// <param name="Principal">Whose grants count, and who owns what the request creates.</param>
/// <param name="Database">The one database that the caller reaches; null for all.</param>
public sealed record Caller(Principal Principal, bool IsAdmin, bool MayCreate, string? Database)
{
    public bool Reaches(string database) => Database is null || Database == database;

    public bool MayExecute(PublishedModel model) => Reaches(model.Model.Name.Database) && (IsAdmin || model.MayBeExecutedBy(Principal));

    /// <summary>Refuses a model that is not for this caller, in the words used for one that is not there: nobody learns more.</summary>
    public PublishedModel Require(PublishedModel model) => MayExecute(model)
        ? model
        : throw new SqlInferenceException(ErrorConditions.UnknownModel, UnknownModel(model.WireName), UnknownModelHint);

    public static string UnknownModel(string wireName) => $"There is no model '{wireName}', or it is not for you to see.";

    public const string UnknownModelHint = "Its owner can run GRANT EXECUTE ON MODEL … TO you.";
}
