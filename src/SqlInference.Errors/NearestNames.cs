namespace SqlInference.Errors;

/// <summary>Finds what somebody may have meant, for hints.</summary>
public static class NearestNames
{
    const int LongestName = 128;

    /// <summary>The candidates fewest edits away, closest first; none where all are too far to be meant.</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> candidates, int most = 2)
    {
        if (name.Length > LongestName)
            return [];
        return [.. candidates
            .Select(candidate => (candidate, Distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => pair.Distance <= Math.Max(1, Math.Min(pair.candidate.Length, name.Length) / 3))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .Take(most)];
    }

    /// <summary>A question that names the nearest candidates; null if there are none.</summary>
    public static string? Question(string name, IEnumerable<string> candidates) =>
        Find(name, candidates, most: 3) is { Count: > 0 } near ? $"Did you mean {string.Join(" or ", near)}?" : null;

    /// <summary>Levenshtein's distance, a swap of neighbours counting as one edit.</summary>
    static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(change, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
