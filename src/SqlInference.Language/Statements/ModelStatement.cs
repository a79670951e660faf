namespace SqlInference.Language;

/// <summary>A statement of ours. Equal trees mean the same; <see cref="ToString"/> is its canonical text.</summary>
public abstract record ModelStatement
{
    public sealed override string ToString() => StatementPrinter.Print(this);
}
