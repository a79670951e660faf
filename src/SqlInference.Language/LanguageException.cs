using SqlInference.Errors;

namespace SqlInference.Language;

/// <summary>A statement that cannot be read: where, what was expected, and the offending line with a caret under it.</summary>
public sealed class LanguageException : SqlInferenceException
{
    internal LanguageException(
        ErrorCondition condition, string problem, string text, int offset, string? expected = null, string? hint = null)
        : base(condition, Describe(problem, text, offset), hint)
    {
        (Line, Column) = TextPosition.Of(text, offset);
        Expected = expected;
    }

    /// <summary>Counted from 1 in the text that was given to the parser.</summary>
    public int Line { get; }

    /// <summary>Counted from 1 in Unicode characters; a tab is one.</summary>
    public int Column { get; }

    /// <summary>What could have stood at this place; null where the place is right and the value is not.</summary>
    public string? Expected { get; }

    static string Describe(string problem, string text, int offset) =>
        $"{Capital(TextPosition.Of(text, offset).ToString())}: {problem}\n{CaretText.Render(text, offset)}";

    static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
