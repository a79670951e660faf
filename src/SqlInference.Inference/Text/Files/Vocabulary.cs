using System.Text;
using System.Text.Json;
using SqlInference.Inference.Text.Models;

namespace SqlInference.Inference.Text.Files;

/// <summary>The tokens of a model and their numbers, as a file lists them.</summary>
sealed class Vocabulary
{
    /// <summary>Far above any vocabulary that is in use; numbers beyond would only waste memory.</summary>
    const int MostTokens = 1 << 23;

    readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    readonly TokenizerErrors _errors;

    Vocabulary(TokenizerErrors errors) => _errors = errors;

    public IReadOnlyDictionary<string, int> Ids => _ids;

    /// <summary>One more than the highest number.</summary>
    public int Size { get; private set; }

    /// <summary>One token per line, numbered from 0.</summary>
    public static Vocabulary ReadLines(byte[] content, TokenizerErrors errors)
    {
        var vocabulary = new Vocabulary(errors);
        var lines = Decode(content, errors).TrimEnd('\r', '\n').Split('\n');
        for (var id = 0; id < lines.Length; id++)
            vocabulary.Add(lines[id].TrimEnd(), id);
        return vocabulary.Checked();
    }

    /// <summary>An object with a number for each token.</summary>
    public static Vocabulary Read(JsonElement tokens, string place, TokenizerErrors errors)
    {
        if (tokens.ValueKind != JsonValueKind.Object)
            throw errors.Invalid($"{place} is not an object of tokens and their numbers");
        var vocabulary = new Vocabulary(errors);
        foreach (var token in tokens.EnumerateObject())
        {
            if (token.Value.ValueKind != JsonValueKind.Number || !token.Value.TryGetInt32(out var id))
                throw errors.Invalid($"the token '{token.Name}' has no number");
            vocabulary.Add(token.Name, id);
        }

        return vocabulary.Checked();
    }

    public int? Find(string? token) => token is not null && _ids.TryGetValue(token, out var id) ? id : null;

    public int Require(string token, string role) => Find(token) ?? throw _errors.Invalid($"the {role} '{token}' is not among its tokens");

    public ByteTrie ToTrie(Func<string, byte[]?> bytesOf)
    {
        var trie = new ByteTrie();
        foreach (var (token, id) in _ids)
        {
            if (bytesOf(token) is { } bytes && !trie.TryAdd(bytes, id))
                throw _errors.Invalid("its vocabulary is too large");
        }

        return trie;
    }

    static string Decode(byte[] content, TokenizerErrors errors)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
            return text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            throw errors.Invalid("it is not text in UTF-8", inner: exception);
        }
    }

    // A token that is listed twice has its last number, as everywhere else.
    void Add(string token, int id)
    {
        if (id is < 0 or >= MostTokens)
            throw _errors.Invalid($"the token '{token}' has the number {id}");
        _ids[token] = id;
        Size = Math.Max(Size, id + 1);
    }

    Vocabulary Checked() => _ids.Keys.Any(token => token.Length > 0) ? this : throw _errors.Invalid("it has no tokens");
}
