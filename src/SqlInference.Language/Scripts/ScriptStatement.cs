namespace SqlInference.Language;

/// <summary>A statement within a script.</summary>
/// <param name="Start">Where it begins, comments in front of it included.</param>
/// <param name="Length">In UTF-16 units, the semicolon included.</param>
/// <param name="Line">Of its first word, counted from 1.</param>
/// <param name="Column">Of its first word, counted from 1 in Unicode characters.</param>
public readonly record struct ScriptStatement(int Start, int Length, int Line, int Column, StatementKind Kind)
{
    /// <summary>Which batch of the script it is in, counted from 0.</summary>
    public int Batch { get; init; }

    /// <summary>How often to run its batch: other than once only where that ends with <c>GO n</c>.</summary>
    public int Repeat { get; init; } = 1;

    public int End => Start + Length;

    public bool IsModelStatement => Kind != StatementKind.PassThrough;

    public ReadOnlySpan<char> In(ReadOnlySpan<char> script) => script.Slice(Start, Length);
}
