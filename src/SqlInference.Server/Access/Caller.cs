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

    public bool MayExecute(ModelAccess model) => Reaches(model.Name.Database) && (IsAdmin || model.Includes(Principal));

    /// <summary>Refuses a model that is not for this caller, in the words used for one that is not there.</summary>
    public PublishedModel Require(PublishedModel model) => MayExecute(model.Access) ? model : throw PublishedModels.Unknown(model.WireName);

    /// <summary>A model that this caller may call. Of one that they may not, they do not even learn that it cannot answer.</summary>
    public PublishedModel Find(PublishedModels models, string wireName, int? version = null)
    {
        try
        {
            return Require(models.Get(wireName, version, Principal.User));
        }
        catch (SqlInferenceException exception) when (exception.Condition != ErrorConditions.UnknownModel
            && models.FindAccess(wireName) is { } access && !MayExecute(access))
        {
            throw PublishedModels.Unknown(access.WireName);
        }
    }
}
