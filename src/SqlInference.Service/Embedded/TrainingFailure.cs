using SqlInference.Engines.DuckDb;
using SqlInference.Errors;

namespace SqlInference.Service.Embedded;

/// <summary>The failure of a training query, told without the rows: the reason stays in the catalog, where others read it.</summary>
static class TrainingFailure
{
    public static SqlInferenceException Of(DuckDbException exception)
    {
        if (exception.Condition == ErrorConditions.DiskFull)
            return exception;
        // What is wrong with the query's text is said without looking at rows; what goes wrong later may quote them.
        var isAboutText = exception.Type is DuckDbErrorType.Parser or DuckDbErrorType.Binder or DuckDbErrorType.Catalog or DuckDbErrorType.Syntax;
        return new(ErrorConditions.TrainingQueryFailed,
            isAboutText ? $"The training query failed: {exception.Message}" : $"The training query failed while it ran: {KindOf(exception)}.",
            isAboutText ? exception.Hint ?? "Run the query by itself until it works." : "Run the query by itself: the database then says which value it stumbled over.",
            exception);
    }

    static string KindOf(DuckDbException exception) => exception.InnerException is SqlInferenceException ofModel
        ? ofModel.Condition.Name.Replace('_', ' ')
        : exception.Type switch
        {
            DuckDbErrorType.Conversion => "a value could not be converted",
            DuckDbErrorType.OutOfRange => "a value was out of range",
            DuckDbErrorType.OutOfMemory => "the database ran out of memory",
            DuckDbErrorType.DivideByZero => "division by zero",
            DuckDbErrorType.Io => "a file could not be read",
            DuckDbErrorType.Permission => "permission was denied",
            var other => $"the database reports an error of the kind '{other}'",
        };
}
