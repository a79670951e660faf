using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Statements.Creation;

/// <summary>The function of a model that is trained: what the statement leaves out, the training query's columns say.</summary>
static class TrainedFunctions
{
    /// <summary>Refuses columns that cannot be parameters of one function.</summary>
    public static void CheckNames(IReadOnlyList<TrainingColumn> columns)
    {
        if (columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"The training query has two columns named '{twice.Key}', which become parameters of one function.",
                "Give each column a name of its own with AS.");
        }
    }

    /// <summary>What is known of the function before the query has run.</summary>
    public static void CheckName(ModelCreation creation, TrainedFunction function)
    {
        if (function.Parameters is { } declared)
        {
            creation.Functions.CheckName(creation.Name, Of(creation, function, [.. declared.Select((parameter, position) =>
                new TrainingColumn($"arg{position + 1}", "", parameter.Type, null))], new(SqlTypeKind.Double)));
        }
    }

    /// <param name="arguments">As many as the statement declares parameters, where it does.</param>
    /// <param name="returns">What the function returns where the statement does not say.</param>
    public static Catalog.FunctionSignature Of(
        ModelCreation creation, TrainedFunction function, IReadOnlyList<TrainingColumn> arguments, SqlType returns)
    {
        var parameters = arguments.Select((column, position) => function.Parameters is { } declared
            ? new ModelParameter(declared[position].Name is { } given ? creation.Context.Fold(given) : column.Name, declared[position].Type.ToString())
            : new ModelParameter(column.Name, column.Type!.ToString()));
        return new(creation.FunctionSchema(function.Name), creation.Context.Fold(function.Name.Name), [.. parameters],
            (function.Returns ?? returns).ToString());
    }
}
