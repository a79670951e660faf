using System.Text.Json;
using SqlInference.Inference.Text.Models;

namespace SqlInference.Inference.Text.Files;

/// <summary>Makes a byte-level model of a vocabulary and the merges that go with it, the first one first.</summary>
static class BytePairs
{
    public static BytePairModel Build(Vocabulary vocabulary, IEnumerable<(string Left, string Right)> pairs, bool wholeWords, TokenizerErrors errors)
    {
        var merges = new Dictionary<(int, int), Merge>();
        foreach (var (left, right) in pairs)
        {
            var key = (IdOf(left, vocabulary, errors), IdOf(right, vocabulary, errors));
            merges[key] = new Merge(merges.Count, IdOf(left + right, vocabulary, errors));
        }

        return new BytePairModel(ByteTokens(vocabulary, errors), merges, vocabulary.Size, wholeWords ? vocabulary.ToTrie(ByteAlphabet.BytesOf) : null);
    }

    /// <summary>Pairs as lines of two tokens with a blank between them.</summary>
    public static IEnumerable<(string Left, string Right)> Lines(string text, TokenizerErrors errors)
    {
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            number++;
            // The first line says which version of the format it is.
            if (line.Length == 0 || (number == 1 && line.StartsWith("#version", StringComparison.Ordinal)))
                continue;
            yield return Pair(line) ?? throw errors.Invalid($"line {number} is not a pair of tokens: '{line}'");
        }
    }

    /// <summary>Pairs as tokenizer.json lists them: texts with a blank, or lists of two texts.</summary>
    public static IEnumerable<(string Left, string Right)> Items(JsonElement merges, TokenizerErrors errors)
    {
        if (merges.ValueKind != JsonValueKind.Array)
            throw errors.Invalid("model.merges is not a list");
        foreach (var merge in merges.EnumerateArray())
        {
            yield return merge.ValueKind switch
            {
                JsonValueKind.String => Pair(merge.GetString()!),
                JsonValueKind.Array when merge.GetArrayLength() == 2 && merge.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String)
                    => (merge[0].GetString()!, merge[1].GetString()!),
                _ => null,
            } ?? throw errors.Invalid($"model.merges holds what is not a pair of tokens: {merge}");
        }
    }

    static (string, string)? Pair(string line) => line.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right] ? (left, right) : null;

    static int IdOf(string token, Vocabulary vocabulary, TokenizerErrors errors) => vocabulary.Find(token)
        ?? throw errors.Invalid($"its merges name '{token}', which is not among its tokens");

    static int[] ByteTokens(Vocabulary vocabulary, TokenizerErrors errors)
    {
        var tokens = new int[256];
        Array.Fill(tokens, -1);
        foreach (var (token, id) in vocabulary.Ids)
        {
            if (token.Length == 1 && ByteAlphabet.BytesOf(token) is [var single])
                tokens[single] = id;
        }

        return Array.IndexOf(tokens, -1) is >= 0 and var missing
            ? throw errors.Invalid($"it has no token for the byte {missing}, so it is not byte-level")
            : tokens;
    }
}
