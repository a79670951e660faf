using System.Text;
using SqlInference.Inference.Text.Models;
using SqlInference.Inference.Text.Normalizers;
using SqlInference.Inference.Text.PreTokenizers;

namespace SqlInference.Inference.Text.Files;

/// <summary>
/// Tokenizers of which only the vocabulary is written down: the steps around it are those of the class that made the
/// files. A class that we do not know is refused, as its steps may be others.
/// </summary>
static class VocabularyTokenizer
{
    const string BringJson = "Save the tokenizer with its fast class, which writes tokenizer.json.";
    const int LongestWord = 100;

    static readonly string[] BertClasses =
        ["BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "ConvBertTokenizer", "SqueezeBertTokenizer", "RetriBertTokenizer"];

    static readonly string[] RobertaClasses = ["RobertaTokenizer", "BartTokenizer", "LongformerTokenizer", "LEDTokenizer"];
    static readonly string[] Gpt2Classes = ["GPT2Tokenizer"];

    public static Tokenizer WordPiece(Vocabulary vocabulary, TokenizerSettings settings, TokenizerErrors errors)
    {
        RequireClass(settings, BertClasses, errors);
        if (settings.Flag("do_basic_tokenize") == false)
            throw errors.Invalid("tokenizer_config.json says do_basic_tokenize false, which SqlInference does not know", BringJson);

        string Special(string name, string usual) => settings.SpecialToken(name) ?? usual;
        var unknown = Special("unk_token", "[UNK]");
        var (cls, sep, pad) = (Special("cls_token", "[CLS]"), Special("sep_token", "[SEP]"), Special("pad_token", "[PAD]"));
        var template = new SequenceTemplate(
            [new SpecialToken(vocabulary.Require(cls, "special token"))], [new SpecialToken(vocabulary.Require(sep, "special token"))]);
        var lowercase = settings.Flag("do_lower_case") ?? !HasCapitals(vocabulary);
        return new Tokenizer(new TokenizerParts(
            [new BertNormalizer(true, settings.Flag("tokenize_chinese_chars") ?? true, settings.Flag("strip_accents") ?? lowercase, lowercase)],
            [new BertPreTokenizer()],
            new WordPieceModel(vocabulary.ToTrie(Encoding.UTF8.GetBytes), vocabulary.Size, vocabulary.Require(unknown, "unknown token"), "##"u8.ToArray(), LongestWord),
            template,
            Added(vocabulary, settings, errors, [unknown, cls, sep, pad, Special("mask_token", "[MASK]")]),
            vocabulary.Find(pad), settings.MaxTokens));
    }

    public static Tokenizer ByteLevel(Vocabulary vocabulary, BytePairModel model, TokenizerSettings settings, TokenizerErrors errors)
    {
        RequireClass(settings, [.. RobertaClasses, .. Gpt2Classes], errors);
        if (settings.Flag("add_bos_token") == true)
            throw errors.Invalid("tokenizer_config.json says add_bos_token true, which SqlInference does not know", BringJson);

        string Special(string name, string usual) => settings.SpecialToken(name) ?? usual;
        var (cls, sep, mask) = (Special("cls_token", "<s>"), Special("sep_token", "</s>"), Special("mask_token", "<mask>"));
        var framed = settings.Class is { } name ? RobertaClasses.Contains(name) : vocabulary.Find(cls) is not null && vocabulary.Find(sep) is not null;
        var template = framed
            ? new SequenceTemplate([new SpecialToken(vocabulary.Require(cls, "special token"))], [new SpecialToken(vocabulary.Require(sep, "special token"))])
            : SequenceTemplate.Empty;
        var pad = Special("pad_token", framed ? "<pad>" : "");
        var added = Added(vocabulary, settings, errors, [cls, sep, pad, mask, Special("unk_token", framed ? "<unk>" : "<|endoftext|>"), Special("eos_token", "<|endoftext|>")]);
        return new Tokenizer(new TokenizerParts(
            [], [new ByteLevelPreTokenizer(settings.Flag("add_prefix_space") ?? false, splitWords: true)], model, template,
            // As its class has it, the mask takes the blank in front of it along.
            [.. added.Select(token => framed && token.Content == mask ? token with { StripLeft = true } : token)],
            vocabulary.Find(pad), settings.MaxTokens));
    }

    static void RequireClass(TokenizerSettings settings, string[] known, TokenizerErrors errors)
    {
        if (settings.Class is { } name && !known.Contains(name))
            throw errors.Invalid($"tokenizer_config.json names the class '{name}', whose steps the file does not spell out", BringJson);
    }

    static AddedToken[] Added(Vocabulary vocabulary, TokenizerSettings settings, TokenizerErrors errors, string[] special)
    {
        var listed = settings.AddedTokens(errors).ToArray();
        return
        [
            .. listed,
            .. special.Distinct().Where(token => vocabulary.Find(token) is not null && listed.All(other => other.Content != token))
                .Select(token => new AddedToken(vocabulary.Find(token)!.Value, token)),
        ];
    }

    /// <summary>Where the files do not say whether letters are made small: a vocabulary with capitals has use for them.</summary>
    static bool HasCapitals(Vocabulary vocabulary) => vocabulary.Ids.Keys.Any(token => token is not ['[' or '<', ..] && token.Any(char.IsUpper));
}
