using SqlInference.Inference.Text.Models;
using SqlInference.Inference.Text.Normalizers;
using SqlInference.Inference.Text.PreTokenizers;

namespace SqlInference.Inference.Text;

/// <summary>What the files of a tokenizer say.</summary>
/// <param name="KeepsEnd">True where a text that is too long loses its beginning rather than its end.</param>
sealed record TokenizerParts(
    IReadOnlyList<INormalizer> Normalizers,
    IReadOnlyList<IPreTokenizer> PreTokenizers,
    ITokenModel Model,
    SequenceTemplate Template,
    IReadOnlyList<AddedToken> AddedTokens,
    int? PadId = null,
    int? MaxTokens = null,
    bool KeepsEnd = false);
