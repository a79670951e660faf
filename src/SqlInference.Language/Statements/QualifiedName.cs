namespace SqlInference.Language;

/// <summary><c>[[database.]schema.]name</c></summary>
public sealed record QualifiedName(Identifier? Schema, Identifier Name)
{
    public Identifier? Database { get; init; }

    /// <summary>Reads a name from text, as in <c>explain_model('public.m')</c>.</summary>
    public static QualifiedName Parse(string text, SqlDialect? dialect = null)
    {
        var reader = new TokenReader(text, 0, text.Length, dialect ?? SqlDialect.PostgreSql);
        var name = reader.ReadName("a name");
        reader.ExpectEnd();
        return name;
    }

    public override string ToString() =>
        (Database is null ? "" : $"{Database}.") + (Schema is null ? "" : $"{Schema}.") + Name;
}
