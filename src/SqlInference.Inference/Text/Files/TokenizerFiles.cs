using SqlInference.Errors;

namespace SqlInference.Inference.Text.Files;

/// <summary>
/// The files of a tokenizer: the one that is named, and those beside it that complete it. A tokenizer is tokenizer.json,
/// vocab.txt (WordPiece), or vocab.json with merges.txt (byte-level byte pairs).
/// </summary>
public sealed class TokenizerFiles
{
    const string Merges = "merges.txt";
    const string Settings = "tokenizer_config.json";
    const string SpecialTokens = "special_tokens_map.json";

    /// <summary>Far above any tokenizer that is in use.</summary>
    const long MostBytes = 256 << 20;

    /// <summary>In the order in which they are looked for: the first says the most.</summary>
    static readonly string[] MainFiles = ["tokenizer.json", "vocab.txt", "vocab.json"];

    readonly string _model;

    TokenizerFiles(string model, string main)
    {
        _model = model;
        Main = main;
        if (!File.Exists(main))
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileMissing,
                $"Model '{model}': there is no tokenizer file '{main}'.", "TOKENIZER names a file in the model's folder, or any other by its path.");
        }
    }

    /// <summary>The file that says how the others are read.</summary>
    public string Main { get; }

    /// <summary>All of them that are there.</summary>
    public IEnumerable<string> All => Names().Select(Beside).Where(File.Exists).Prepend(Main);

    /// <param name="model">How errors call the model.</param>
    public static TokenizerFiles Named(string model, string path) => new(model, path);

    /// <summary>The tokenizer that lies in a folder; null where there is none.</summary>
    public static TokenizerFiles? In(string model, string folder) => MainFiles.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } main
        ? new TokenizerFiles(model, main)
        : null;

    internal Tokenizer Load()
    {
        var errors = Errors(Main);
        var content = Read(Main);
        if (!Main.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return VocabularyTokenizer.WordPiece(Vocabulary.ReadLines(content, errors), LoadSettings(), errors);
        var json = JsonPart.Read(content, errors);
        if (json.TryFind("model", out var model) && model.ValueKind == System.Text.Json.JsonValueKind.Object)
            return new TokenizerJson(json, errors).Build(LoadSettings());
        var vocabulary = Vocabulary.Read(json.Element, "the file", errors);
        if (!File.Exists(Beside(Merges)))
            throw errors.Invalid($"there is no {Merges} beside it", $"Bring {Merges} too, or the tokenizer as tokenizer.json.");
        var merges = Errors(Beside(Merges));
        var pairs = BytePairs.Lines(System.Text.Encoding.UTF8.GetString(Read(Beside(Merges))), merges);
        return VocabularyTokenizer.ByteLevel(vocabulary, BytePairs.Build(vocabulary, pairs, wholeWords: false, merges), LoadSettings(), errors);
    }

    internal TokenizerSettings LoadSettings() => new([.. new[] { Settings, SpecialTokens }.Select(Beside).Where(File.Exists)
        .Select(path => JsonPart.Read(Read(path), Errors(path)))]);

    IEnumerable<string> Names() => Path.GetFileName(Main) == "vocab.json" ? [Merges, Settings, SpecialTokens] : [Settings, SpecialTokens];

    string Beside(string name) => Path.Combine(Path.GetDirectoryName(Main)!, name);

    TokenizerErrors Errors(string path) => new(_model, Path.GetFileName(path));

    byte[] Read(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MostBytes ? File.ReadAllBytes(path) : throw Errors(path).Invalid("it is larger than 256 MB");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SqlInferenceException(ErrorConditions.FileNotReadable,
                $"Model '{_model}': the file '{path}' cannot be read: {exception.Message}",
                "Give the user that the service runs as the right to read it.", exception);
        }
    }
}
