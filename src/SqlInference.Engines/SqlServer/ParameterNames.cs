using System.Globalization;
using SqlInference.Language;

namespace SqlInference.Engines.SqlServer;

/// <summary>
/// Names for the parameters of a T-SQL function, which unlike columns cannot be quoted. Calls pass arguments by position, so
/// the names only have to be readable and different.
/// </summary>
static class ParameterNames
{
    // The @ in front counts.
    const int MostCharacters = Identifier.MaxLength - 1;

    /// <summary>For each name one that may stand behind an @.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> names)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(name => Unique(Regular(name), taken))];
    }

    static string Regular(string name)
    {
        var regular = string.Create(Math.Min(name.Length, MostCharacters), name, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
                to[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
        });
        return regular.Length > 0 ? regular : "_";
    }

    static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $"_{number}");
            unique = name[..Math.Min(name.Length, MostCharacters - suffix.Length)] + suffix;
        }

        return unique;
    }
}
