using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Text;
using SqlInference.Inference.Text.Files;

namespace SqlInference.Inference.Tests.Text;

/// <summary>A folder with the files of a tokenizer, and what the tokenizer makes of texts.</summary>
sealed class TokenizerFolder : IDisposable
{
    /// <summary>A few words and pieces; the number of a token is its place in here.</summary>
    public static readonly string[] Words =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "aff", "hello", "world", "!", ",", ".", "'", "$", "中", "国",
        "cafe", "résumé", "ice", "##cream", "a", "##a", "##b", "naive", "²", "Ü", "ü", "don", "t", "…", "ß", "##s", "i", "##\u0307", "σ", "가", "の",
    ];

    readonly string _path = Directory.CreateTempSubdirectory("tokenizer").FullName;
    readonly TokenizerScratch _scratch = new();
    Tokenizer? _tokenizer;

    public static TokenizerFolder WordPiece(string? settings = null)
    {
        var folder = new TokenizerFolder().Write("vocab.txt", string.Join('\n', Words) + "\n");
        return settings is null ? folder : folder.Write("tokenizer_config.json", settings);
    }

    public string Path(string name) => System.IO.Path.Combine(_path, name);

    public TokenizerFolder Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public TokenizerFolder Write(string name, byte[] content)
    {
        File.WriteAllBytes(Path(name), content);
        return this;
    }

    public Tokenizer Tokenizer => _tokenizer ??= TokenizerFiles.In("m", _path)!.Load();

    public int[] Ids(string text, int maxTokens = 512) => Ids(Encoding.UTF8.GetBytes(text), maxTokens);

    public int[] Ids(byte[] text, int maxTokens = 512)
    {
        var tokens = new GrowingList<int>();
        Tokenizer.Encode(text, maxTokens, _scratch, tokens);
        return tokens.Span.ToArray();
    }

    /// <summary>The tokens between [CLS] and [SEP], with blanks between them.</summary>
    public string Tokens(string text) => Tokens(Encoding.UTF8.GetBytes(text));

    public string Tokens(byte[] text) => string.Join(' ', Ids(text)[1..^1].Select(id => Words[id]));

    public void Refused(string message, string? hint = null)
    {
        var exception = Assert.Throws<SqlInferenceException>(() => Tokenizer);
        Assert.Equal((ErrorConditions.TokenizerInvalid, message), (exception.Condition, exception.Message));
        Assert.False(string.IsNullOrEmpty(exception.Hint));
        if (hint is not null)
            Assert.Equal(hint, exception.Hint);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
