namespace SqlInference.PostgresWire.Copying;

/// <summary>One value of a row that is copied in: text, bytes in binary, or NULL, which is neither.</summary>
public readonly record struct CopyValue(string? Text, byte[]? Binary = null)
{
    public static readonly CopyValue Null = new(null);

    public bool IsNull => Text is null && Binary is null;
}
