using System.Text.RegularExpressions;
using SqlInference.Engines.DuckDb;

namespace SqlInference.Service.Embedded;

/// <summary>Which function DuckDB says it does not have.</summary>
static partial class MissingFunction
{
    public static string? NameIn(DuckDbException exception) =>
        exception.Type == DuckDbErrorType.Catalog && Message().Match(exception.Message) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("Function with name \"?(.+?)\"? (is not in the catalog|does not exist)", RegexOptions.Singleline)]
    private static partial Regex Message();
}
