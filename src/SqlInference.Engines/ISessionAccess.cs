using SqlInference.Catalog;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;

namespace SqlInference.Engines;

/// <summary>What somebody's session may do. Asked when a statement is bound, on any thread.</summary>
public interface ISessionAccess
{
    /// <summary>Why the session may not call a function; null where it may.</summary>
    SqlInferenceException? Refuse(PredictionFunction function);

    /// <summary>Why the session may not run statements of a kind; null where it may.</summary>
    SqlInferenceException? Refuse(DuckDbStatementKind kind);

    /// <summary>Whether the session may know that there is such a model.</summary>
    bool Sees(ModelName model);
}
