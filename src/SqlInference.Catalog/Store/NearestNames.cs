namespace SqlInference.Catalog.Store;

/// <summary>Names that somebody may have meant.</summary>
static class NearestNames
{
    const int Offered = 3;

    /// <summary>A question naming the candidates that differ from <paramref name="name"/> by a slip or two; null if there are none.</summary>
    public static string? Question(string name, IEnumerable<string> candidates)
    {
        var tolerance = Math.Max(1, name.Length / 3);
        var near = candidates
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(pair => pair.distance <= tolerance)
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(Offered)
            .Select(pair => pair.candidate)
            .ToArray();
        return near.Length == 0 ? null : $"Did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>Letters to insert, delete or change (Levenshtein), without regard to case.</summary>
    static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 0; i < left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i]) == char.ToLowerInvariant(right[j]);
                var changed = diagonal + (same ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(changed, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[right.Length];
    }
}
