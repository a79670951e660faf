using System.Text;
using SqlInference.Inference.Text.Models;
using SqlInference.Inference.Text.Normalizers;
using SqlInference.Inference.Text.PreTokenizers;

namespace SqlInference.Inference.Text.Files;

/// <summary>
/// Reads tokenizer.json, which spells out every step. A step that we do not know is refused: leaving it out would give
/// other tokens than the model was trained with, and so other answers.
/// </summary>
sealed class TokenizerJson(JsonPart file, TokenizerErrors errors)
{
    const string KnownModels = "WordPiece, and BPE with a ByteLevel pre-tokenizer";
    const string KnownNormalizers = "BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD, StripAccents, Sequence";
    const string KnownPreTokenizers = "BertPreTokenizer, ByteLevel, Whitespace, WhitespaceSplit, Sequence";

    public Tokenizer Build(TokenizerSettings settings)
    {
        var preTokenizers = file.Part("pre_tokenizer") is { } preTokenizer ? PreTokenizers(preTokenizer).ToArray() : [];
        var byteLevel = Array.FindIndex(preTokenizers, step => step is ByteLevelPreTokenizer);
        if (byteLevel >= 0 && byteLevel != preTokenizers.Length - 1)
            throw errors.Invalid("its pre-tokenizer ByteLevel is not the last step", $"What can be used: {KnownPreTokenizers}, with ByteLevel last.");

        var truncation = file.Part("truncation");
        return new Tokenizer(new TokenizerParts(
            file.Part("normalizer") is { } normalizer ? [.. Normalizers(normalizer)] : [],
            preTokenizers,
            Model(file.RequiredPart("model"), byteLevel >= 0),
            TemplateReader.Read(file, errors),
            [.. file.Parts("added_tokens").Select(token => AddedTokenOf(token, token.RequiredNumber("id")))],
            PadId(settings),
            settings.MaxTokens ?? truncation?.Number("max_length"),
            truncation?.Text("direction") == "Left"));
    }

    public static AddedToken AddedTokenOf(JsonPart token, int id) => new(
        id, token.RequiredText("content"), token.Flag("single_word") ?? false, token.Flag("lstrip") ?? false, token.Flag("rstrip") ?? false,
        token.Flag("normalized") ?? token.Flag("special") != true);

    int? PadId(TokenizerSettings settings)
    {
        if (file.Part("padding")?.Number("pad_id") is { } id)
            return id;
        var pad = settings.SpecialToken("pad_token");
        return file.Parts("added_tokens").FirstOrDefault(token => pad is not null && token.Text("content") == pad) is { Place: not null } found
            ? found.RequiredNumber("id") : null;
    }

    ITokenModel Model(JsonPart model, bool byteLevel)
    {
        var type = model.Type ?? (model.TryFind("merges", out _) ? "BPE" : model.TryFind("max_input_chars_per_word", out _) ? "WordPiece" : "?");
        if (type == "WordPiece" && byteLevel)
            throw errors.Invalid("it has the model 'WordPiece' with the pre-tokenizer 'ByteLevel'", $"What can be used: {KnownModels}.");
        return type switch
        {
            "WordPiece" => WordPiece(model),
            "BPE" => BytePair(model, byteLevel),
            _ => throw errors.Unknown("model", type, KnownModels),
        };
    }

    WordPieceModel WordPiece(JsonPart model)
    {
        var vocabulary = Vocabulary.Read(model.RequiredPart("vocab").Element, "model.vocab", errors);
        return new WordPieceModel(
            vocabulary.ToTrie(Encoding.UTF8.GetBytes), vocabulary.Size, vocabulary.Require(model.Text("unk_token") ?? "[UNK]", "unknown token"),
            Encoding.UTF8.GetBytes(model.Text("continuing_subword_prefix") ?? "##"), model.Number("max_input_chars_per_word") ?? 100);
    }

    BytePairModel BytePair(JsonPart model, bool byteLevel)
    {
        if (!byteLevel)
            throw errors.Invalid("it has the model 'BPE' without the pre-tokenizer 'ByteLevel'", $"What can be used: {KnownModels}.");
        if (model.TryFind("dropout", out var dropout) && !(dropout.TryGetDouble(out var share) && share == 0))
            throw errors.Invalid("its model drops merges by chance (dropout)", "Set model.dropout to null.");
        foreach (var affix in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model.Text(affix) is { Length: > 0 } text)
                throw errors.Unknown($"setting model.{affix}", text, KnownModels);
        }

        var vocabulary = Vocabulary.Read(model.RequiredPart("vocab").Element, "model.vocab", errors);
        var merges = model.TryFind("merges", out var pairs) ? BytePairs.Items(pairs, errors) : throw errors.Invalid("it has no model.merges");
        return BytePairs.Build(vocabulary, merges, model.Flag("ignore_merges") == true, errors);
    }

    IEnumerable<INormalizer> Normalizers(JsonPart step) => step.Type switch
    {
        "Sequence" => step.Parts("normalizers").SelectMany(Normalizers),
        "BertNormalizer" => [Bert(step)],
        "Lowercase" => [new LowercaseNormalizer()],
        "StripAccents" => [new StripAccentsNormalizer()],
        "NFC" => [new UnicodeNormalizer(compatible: false, composed: true)],
        "NFD" => [new UnicodeNormalizer(compatible: false, composed: false)],
        "NFKC" => [new UnicodeNormalizer(compatible: true, composed: true)],
        "NFKD" => [new UnicodeNormalizer(compatible: true, composed: false)],
        var other => throw errors.Unknown("normalizer", other, KnownNormalizers),
    };

    static BertNormalizer Bert(JsonPart step)
    {
        var lowercase = step.Flag("lowercase") ?? true;
        return new BertNormalizer(step.Flag("clean_text") ?? true, step.Flag("handle_chinese_chars") ?? true, step.Flag("strip_accents") ?? lowercase, lowercase);
    }

    IEnumerable<IPreTokenizer> PreTokenizers(JsonPart step) => step.Type switch
    {
        "Sequence" => step.Parts("pretokenizers").SelectMany(PreTokenizers),
        "BertPreTokenizer" => [new BertPreTokenizer()],
        "ByteLevel" => [new ByteLevelPreTokenizer(step.Flag("add_prefix_space") ?? true, step.Flag("use_regex") ?? true)],
        "Whitespace" => [new WhitespacePreTokenizer(splitSymbols: true)],
        "WhitespaceSplit" => [new WhitespacePreTokenizer(splitSymbols: false)],
        var other => throw errors.Unknown("pre-tokenizer", other, KnownPreTokenizers),
    };
}
