namespace SqlInference.Inference.Text;

/// <summary>What stands around the tokens of a text, such as [CLS] and [SEP].</summary>
/// <param name="Type">The type of the text's own tokens, for models that have token_type_ids.</param>
sealed record SequenceTemplate(SpecialToken[] Before, SpecialToken[] Behind, int Type = 0)
{
    public static readonly SequenceTemplate Empty = new([], []);

    /// <summary>How many tokens of every text are not the text's own.</summary>
    public int Overhead => Before.Length + Behind.Length;

    /// <summary>True where every token has type 0.</summary>
    public bool IsPlain { get; } = Type == 0 && Before.Concat(Behind).All(token => token.Type == 0);
}
