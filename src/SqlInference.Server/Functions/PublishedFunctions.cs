using System.Collections.Concurrent;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Server.Access;
using SqlInference.Server.Rows;
using SqlInference.Service;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Functions;

/// <summary>
/// Finds prediction functions by their name on the wire, <c>database.schema.function</c>. Several models may have a function
/// of one name, with different parameters. Safe for use by many threads.
/// </summary>
sealed class PublishedFunctions(InferenceService service)
{
    readonly ConcurrentDictionary<string, (Overload[] Overloads, long Generation)> _found = [];

    /// <summary>The functions of this name that the caller may execute; at least one.</summary>
    public IReadOnlyList<RowModel> Get(string wireName, Caller caller)
    {
        var allowed = new List<RowModel>(1);
        SqlInferenceException? unready = null;
        foreach (var overload in Find(wireName))
        {
            try
            {
                var model = service.Published.Get(overload.WireName);
                if (caller.MayExecute(model.Access) && (overload.Documents is { } output ? RowModel.OfDocuments(model, output) : RowModel.Of(model)) is { } function)
                    allowed.Add(function);
            }
            catch (SqlInferenceException error) when (MayBeTold(overload.Model, caller))
            {
                unready = error;
            }
            catch (SqlInferenceException)
            {
                // What is not for the caller is as if it were not there.
            }
        }

        return allowed.Count > 0 ? allowed : throw unready ?? Unknown(wireName);
    }

    bool MayBeTold(ModelRecord model, Caller caller) =>
        caller.Reaches(model.Name.Database) && (caller.IsAdmin || service.Catalog.Grants.MayExecute(model, caller.Principal));

    Overload[] Find(string wireName)
    {
        var generation = service.Published.Generation;
        if (_found.TryGetValue(wireName, out var found) && found.Generation == generation)
            return found.Overloads;
        var overloads = Search(NameOf(wireName));
        // Names that nothing has are not kept: anybody can make them up.
        if (overloads.Length > 0)
            _found[wireName] = (overloads, generation);
        return overloads;
    }

    Overload[] Search(ModelName function)
    {
        var models = service.Catalog.Models;
        var own = models.FindByFunction(function.Database, function.Schema, function.Name).Select(model => new Overload(model, null));
        var companions = FunctionCompanions.Outputs.Where(each => function.Name.Length > each.Key.Length && function.Name.EndsWith(each.Key, StringComparison.Ordinal))
            .SelectMany(each => models.FindByFunction(function.Database, function.Schema, function.Name[..^each.Key.Length]).Select(model => new Overload(model, each.Value)));
        return [.. own, .. companions];
    }

    static ModelName NameOf(string wireName)
    {
        try
        {
            return WireNames.Read(wireName);
        }
        catch (SqlInferenceException)
        {
            throw Unknown(wireName);
        }
    }

    static SqlInferenceException Unknown(string wireName) => new(ErrorConditions.UnknownModel,
        $"There is no function '{wireName}', or it is not for you to call.",
        "A function is named database.schema.function; the owner of its model can run GRANT EXECUTE ON MODEL … TO you.");

    /// <param name="Documents">Of a companion: the output that it answers.</param>
    sealed record Overload(ModelRecord Model, string? Documents)
    {
        public string WireName { get; } = WireNames.Write(Model.Name);
    }
}
