using SqlInference.Errors;

namespace SqlInference.Service.Statements.Creation;

/// <summary>Clauses of CREATE MODEL that do not go together.</summary>
static class ClauseConflict
{
    /// <param name="subject">What the clause does not go with, such as <c>MODEL_TYPE KMEANS</c>.</param>
    /// <param name="why">Half a sentence.</param>
    public static SqlInferenceException NoUse(string subject, string clause, string why) => new(ErrorConditions.InvalidClauseValue,
        $"{subject} does not go with {clause}: {why}.", "Change that clause and run the statement again.");
}
