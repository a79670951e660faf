using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Service;
using SqlInference.Service.Statements;

namespace SqlInference.Sidecar.Access;

/// <summary>
/// What one login may call, as the catalog says at that moment. No session may do what concerns the server rather than its
/// databases.
/// </summary>
sealed class LoginAccess(InferenceService service, Principal principal, bool isAdmin) : ISessionAccess
{
    public SqlInferenceException? Refuse(PredictionFunction function)
    {
        // Functions that a statement declares for itself have been checked with it, and those of the engine have no model.
        if (isAdmin || function.Published?.Model is not { } model)
            return null;
        return Sees(model) ? null : new(ErrorConditions.PermissionDenied,
            $"permission denied for function {function.Name}", $"The owner of its model can run GRANT EXECUTE ON MODEL … TO {principal.User}.");
    }

    public SqlInferenceException? Refuse(DuckDbStatementKind kind) => kind is DuckDbStatementKind.Attach or DuckDbStatementKind.Detach or DuckDbStatementKind.Load
        or DuckDbStatementKind.Extension or DuckDbStatementKind.UpdateExtensions or DuckDbStatementKind.Export or DuckDbStatementKind.CopyDatabase
        or DuckDbStatementKind.Pragma
        ? new(ErrorConditions.PermissionDenied, $"{Words(kind)} is not allowed here: it is the server's own affair.")
        : null;

    public bool Sees(ModelName model) => isAdmin || new VisibleModels(service.Catalog, model.Database, principal, isAdmin).Find(model) is not null;

    static string Words(DuckDbStatementKind kind) => kind switch
    {
        DuckDbStatementKind.Extension => "INSTALL",
        DuckDbStatementKind.UpdateExtensions => "UPDATE EXTENSIONS",
        DuckDbStatementKind.CopyDatabase => "COPY FROM DATABASE",
        _ => kind.ToString().ToUpperInvariant(),
    };
}
