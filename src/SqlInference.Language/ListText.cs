namespace SqlInference.Language;

/// <summary>Lists in sentences.</summary>
static class ListText
{
    public static string Or(IEnumerable<string> items) => Join([.. items], "or");

    public static string Join(IReadOnlyList<string> items, string word) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} {word} {items[^1]}",
    };
}
