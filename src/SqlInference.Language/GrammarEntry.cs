namespace SqlInference.Language;

/// <summary>A statement as documentation and error messages describe it.</summary>
/// <param name="Synopsis">With <c>[ ]</c> for what may be left out and <c>{ | }</c> for choices.</param>
/// <param name="Example">A statement that parses.</param>
public sealed record GrammarEntry(StatementKind Kind, string Name, string Synopsis, string Purpose, string Example);
