namespace SqlInference.Language;

/// <summary>Keywords and what they stand for.</summary>
public sealed class Choice<T>
    where T : struct
{
    readonly (string Keyword, T Value)[] _items;

    internal Choice(params (string Keyword, T Value)[] items) => _items = items;

    public IEnumerable<string> Keywords => _items.Select(item => item.Keyword);

    /// <summary>The keyword's value, or null where it is none of them; case does not matter.</summary>
    public T? Find(string keyword)
    {
        foreach (var item in _items)
        {
            if (item.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase))
                return item.Value;
        }

        return null;
    }

    public string KeywordOf(T value) => _items.First(item => item.Value.Equals(value)).Keyword;

    /// <summary>For messages: <c>A, B or C</c>.</summary>
    public override string ToString() => ListText.Or(Keywords);
}
