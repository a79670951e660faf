using System.Text;
using SqlInference.Inference.Text.Models;
using SqlInference.Inference.Text.Normalizers;
using SqlInference.Inference.Text.PreTokenizers;

namespace SqlInference.Inference.Text;

/// <summary>
/// Turns texts into the numbers a transformer takes, as the tokenizer that it was trained with does: added tokens are cut
/// out, what is left is normalised, cut into words and turned into tokens, and the template goes around it. Reads UTF-8
/// and allocates nothing per text. Many threads use one, each with scratch memory of its own.
/// </summary>
sealed class Tokenizer
{
    readonly INormalizer[] _normalizers;
    readonly IPreTokenizer[] _preTokenizers;
    readonly ITokenModel _model;
    readonly AddedTokens _inText;
    readonly AddedTokens _inNormalized;
    readonly bool _keepsEnd;

    public Tokenizer(TokenizerParts parts)
    {
        _normalizers = [.. parts.Normalizers];
        _preTokenizers = [.. parts.PreTokenizers];
        _model = parts.Model;
        Template = parts.Template;
        _keepsEnd = parts.KeepsEnd;
        PadId = parts.PadId;
        MaxTokens = parts.MaxTokens;
        VocabularySize = parts.AddedTokens.Select(token => token.Id + 1).Append(parts.Model.VocabularySize).Max();
        _inText = new AddedTokens(parts.AddedTokens.Where(token => !token.InNormalized), token => Encoding.UTF8.GetBytes(token.Content));
        _inNormalized = new AddedTokens(parts.AddedTokens.Where(token => token.InNormalized), token => Normalized(token.Content));
    }

    public SequenceTemplate Template { get; }

    /// <summary>The token that fills up a row; null where the files name none.</summary>
    public int? PadId { get; }

    /// <summary>The most tokens that the tokenizer itself leaves of a text; null where it says nothing.</summary>
    public int? MaxTokens { get; }

    /// <summary>One more than the highest number that a token has.</summary>
    public int VocabularySize { get; }

    /// <summary>Appends the tokens of a text, at most <paramref name="maxTokens"/> with those of the template.</summary>
    public void Encode(ReadOnlySpan<byte> text, int maxTokens, TokenizerScratch scratch, GrowingList<int> tokens)
    {
        foreach (var token in Template.Before)
            tokens.Add(token.Id);
        var start = tokens.Count;
        var most = maxTokens - Template.Overhead;
        EncodeText(text, _keepsEnd ? int.MaxValue : start + most, scratch, tokens);
        if (tokens.Count > start + most)
        {
            if (_keepsEnd)
                tokens.RemoveFirst(start, tokens.Count - start - most);
            else
                tokens.Truncate(start + most);
        }

        foreach (var token in Template.Behind)
            tokens.Add(token.Id);
    }

    void EncodeText(ReadOnlySpan<byte> text, int enough, TokenizerScratch scratch, GrowingList<int> tokens)
    {
        for (var position = 0; position < text.Length && tokens.Count < enough;)
        {
            var token = _inText.Find(text, position, out var start, out var end);
            EncodePlain(text[position..start], enough, scratch, tokens);
            if (token is not null)
                tokens.Add(token.Id);
            position = end;
        }
    }

    void EncodePlain(ReadOnlySpan<byte> text, int enough, TokenizerScratch scratch, GrowingList<int> tokens)
    {
        if (text.IsEmpty)
            return;
        text = Normalize(text, scratch);
        for (var position = 0; position < text.Length && tokens.Count < enough;)
        {
            var token = _inNormalized.Find(text, position, out var start, out var end);
            EncodeWords(text[position..start], enough, scratch, tokens);
            if (token is not null)
                tokens.Add(token.Id);
            position = end;
        }
    }

    ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> text, TokenizerScratch scratch)
    {
        foreach (var normalizer in _normalizers)
        {
            var output = scratch.NextNormalized;
            output.Clear();
            normalizer.Normalize(text, output, scratch);
            (scratch.Normalized, scratch.NextNormalized) = (output, scratch.Normalized);
            text = output.Span;
        }

        return text;
    }

    void EncodeWords(ReadOnlySpan<byte> text, int enough, TokenizerScratch scratch, GrowingList<int> tokens)
    {
        scratch.Words.Clear();
        scratch.Words.Add(text);
        foreach (var preTokenizer in _preTokenizers)
        {
            var words = scratch.NextWords;
            words.Clear();
            for (var piece = 0; piece < scratch.Words.Count; piece++)
                preTokenizer.Split(scratch.Words[piece], words);
            (scratch.Words, scratch.NextWords) = (words, scratch.Words);
        }

        for (var word = 0; word < scratch.Words.Count && tokens.Count < enough; word++)
            _model.Encode(scratch.Words[word], scratch, tokens);
    }

    byte[] Normalized(string content) => Normalize(Encoding.UTF8.GetBytes(content), new TokenizerScratch()).ToArray();
}
