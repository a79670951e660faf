using Microsoft.Extensions.Primitives;

namespace SqlInference.Server.Registry.Training;

/// <summary>The parameter <c>types</c>, which names the SQL types of columns that their format does not tell: <c>types=timestamp,decimal(10,2)</c>.</summary>
static class ColumnTypes
{
    public const string Default = "double precision";

    /// <summary>Null where nothing is said.</summary>
    public static IReadOnlyList<string>? Read(StringValues parameter)
    {
        if (parameter.Count == 0)
            return null;
        var types = new List<string>();
        var text = parameter.ToString();
        var (start, depth) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                types.Add(text[start..i].Trim());
                start = i + 1;
            }
            else if (text[i] is '(' or ')')
            {
                depth += text[i] == '(' ? 1 : -1;
            }
        }

        return types;
    }

    /// <summary>The columns of these names, of the types that were said or else of those that they look like.</summary>
    public static UploadColumn[] Apply(IReadOnlyList<string>? types, IReadOnlyList<(string Name, string LooksLike)> columns)
    {
        if (types is not null && types.Count != columns.Count)
            throw UploadErrors.Malformed($"The parameter types names {types.Count} types, but the training data has {columns.Count} columns.", "Name one type for each column, in their order.");
        return [.. columns.Select((column, position) => new UploadColumn(column.Name, types?[position] ?? column.LooksLike))];
    }
}
