namespace SqlInference.Inference.Tests.Text;

/// <summary>tokenizer.json: every step that it spells out, and the ones that are refused.</summary>
public sealed class TokenizerJsonTests
{
    const string BertModel = """{"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "hello": 4, "##s": 5, "cafe": 6, "Hello": 7, "é": 8, "e": 9, "fi": 10, "!": 11, "e\u0301": 12, "ﬁ": 13, "!!": 14}}""";
    const string Bert = """{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true}""";
    const string Template = """
        {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
         "pair": [], "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]}, "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}}
        """;

    static TokenizerFolder Folder(string normalizer = "null", string preTokenizer = "null", string processor = "null", string model = BertModel, string more = "") =>
        new TokenizerFolder().Write("tokenizer.json", $$"""
            {"version": "1.0", {{more}} "normalizer": {{normalizer}}, "pre_tokenizer": {{preTokenizer}}, "post_processor": {{processor}}, "decoder": null, "model": {{model}}}
            """);

    [Fact]
    public void A_bert_tokenizer_is_read()
    {
        using var folder = Folder(Bert, """{"type": "BertPreTokenizer"}""", Template, more: """
            "truncation": {"direction": "Right", "max_length": 6, "strategy": "LongestFirst", "stride": 0}, "padding": {"pad_id": 0},
            "added_tokens": [{"id": 3, "content": "[SEP]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
            """);
        Assert.Equal([2, 4, 5, 11, 6, 3], folder.Ids("Hellos! Café"));
        Assert.Equal([2, 4, 3, 4, 3], folder.Ids("hello[SEP]hello"));
        Assert.Equal((0, 6, 15), (folder.Tokenizer.PadId, folder.Tokenizer.MaxTokens, folder.Tokenizer.VocabularySize));
    }

    [Theory]
    [InlineData("""{"type": "Lowercase"}""", "Hello", 4)]
    [InlineData("null", "Hello", 7)]
    [InlineData("""{"type": "NFC"}""", "e\u0301", 8)]
    [InlineData("""{"type": "NFC"}""", "ﬁ", 13)]
    [InlineData("""{"type": "NFD"}""", "é", 12)]
    [InlineData("""{"type": "NFKC"}""", "ﬁ", 10)]
    [InlineData("""{"type": "NFKC"}""", "e\u0301", 8)]
    [InlineData("""{"type": "NFKD"}""", "é", 12)]
    [InlineData("""{"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "Sequence", "normalizers": [{"type": "StripAccents"}]}]}""", "é", 9)]
    [InlineData("""{"type": "StripAccents"}""", "é", 8)]
    public void Normalizers_work_in_order(string normalizer, string text, int token)
    {
        using var folder = Folder(normalizer);
        Assert.Equal([token], folder.Ids(text));
    }

    [Theory]
    [InlineData("""{"type": "BertPreTokenizer"}""", "hello!!", 4, 11, 11)]
    [InlineData("""{"type": "Whitespace"}""", "hello!! hello", 4, 14, 4)]
    [InlineData("""{"type": "WhitespaceSplit"}""", "hello !! hello!", 4, 14, 1)]
    [InlineData("""{"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "BertPreTokenizer"}]}""", "hello !! hello!", 4, 11, 11, 4, 11)]
    public void Pre_tokenizers_work_in_order(string preTokenizer, string text, params int[] tokens)
    {
        using var folder = Folder(preTokenizer: preTokenizer);
        Assert.Equal(tokens, folder.Ids(text));
    }

    [Theory]
    [InlineData("""{"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}""")]
    [InlineData("""{"type": "RobertaProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2], "trim_offsets": true, "add_prefix_space": false}""")]
    [InlineData("""{"type": "Sequence", "processors": [{"type": "ByteLevel", "trim_offsets": false}, {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}]}""")]
    public void Processors_frame_the_text(string processor)
    {
        using var folder = Folder(processor: processor);
        Assert.Equal([2, 4, 3], folder.Ids("hello"));
    }

    [Fact]
    public void Token_types_are_those_of_the_template()
    {
        using var folder = Folder(processor: Template.Replace("""{"id": "[CLS]", "type_id": 0}""", """{"id": "[CLS]", "type_id": 2}""", StringComparison.Ordinal));
        Assert.False(folder.Tokenizer.Template.IsPlain);
        Assert.Equal((2, 0, 0), (folder.Tokenizer.Template.Before[0].Type, folder.Tokenizer.Template.Type, folder.Tokenizer.Template.Behind[0].Type));
    }

    [Fact]
    public void A_text_may_lose_its_beginning_instead_of_its_end()
    {
        using var folder = Folder(Bert, """{"type": "BertPreTokenizer"}""", Template, more: """ "truncation": {"direction": "Left", "max_length": 4}, """);
        Assert.Equal([2, 6, 11, 3], folder.Ids("hello hello cafe!", 4));
    }

    [Fact]
    public void Byte_pairs_are_read_in_both_spellings_of_the_merges()
    {
        var bytes = string.Join(",", Enumerable.Range(0, 256).Select(value =>
            $"\"\\u{(value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? value : 0x100 + Substitute(value)):x4}\": {value}"));
        foreach (var merges in new[] { """["h i", "hi \u0120"]""", """[["h", "i"], ["hi", "\u0120"]]""" })
        {
            var model = $$"""{"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null, "end_of_word_suffix": "", "vocab": { {{bytes}}, "hi": 256, "hi\u0120": 257, "hit": 258}, "merges": {{merges}}, "ignore_merges": IGNORE}""";
            using var folder = Folder(preTokenizer: """{"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}""", model: model.Replace("IGNORE", "false", StringComparison.Ordinal));
            Assert.Equal([257, 256, 't'], folder.Ids("hi hit"));
            using var whole = Folder(preTokenizer: """{"type": "ByteLevel", "add_prefix_space": false}""", model: model.Replace("IGNORE", "true", StringComparison.Ordinal));
            Assert.Equal([258], whole.Ids("hit"));
        }

        static int Substitute(int value) => Enumerable.Range(0, value).Count(other => other is not ((>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF)));
    }

    const string Normalizers = "What can be used: BertNormalizer, Lowercase, NFC, NFD, NFKC, NFKD, StripAccents, Sequence.";
    const string PreTokenizers = "What can be used: BertPreTokenizer, ByteLevel, Whitespace, WhitespaceSplit, Sequence.";
    const string Models = "What can be used: WordPiece, and BPE with a ByteLevel pre-tokenizer.";

    [Theory]
    [InlineData("""{"type": "Precompiled", "precompiled_charsmap": ""}""", "null", "null", BertModel, "it has the normalizer 'Precompiled', which SqlInference does not know", Normalizers)]
    [InlineData("""{"type": "Sequence", "normalizers": [{"type": "Replace"}]}""", "null", "null", BertModel, "it has the normalizer 'Replace', which SqlInference does not know", Normalizers)]
    [InlineData("null", """{"type": "Metaspace"}""", "null", BertModel, "it has the pre-tokenizer 'Metaspace', which SqlInference does not know", PreTokenizers)]
    [InlineData("null", """{"type": "Split", "pattern": {"Regex": "x"}}""", "null", BertModel, "it has the pre-tokenizer 'Split', which SqlInference does not know", PreTokenizers)]
    [InlineData("null", """{"type": "Sequence", "pretokenizers": [{"type": "ByteLevel"}, {"type": "Whitespace"}]}""", "null", BertModel, "its pre-tokenizer ByteLevel is not the last step", null)]
    [InlineData("null", "null", """{"type": "Other"}""", BertModel, "it has the post-processor 'Other', which SqlInference does not know", "What can be used: TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, Sequence.")]
    [InlineData("null", "null", """{"type": "BertProcessing", "sep": ["a", 1], "cls": 3}""", BertModel, "post_processor.cls is not a token and its number", null)]
    [InlineData("null", "null", """{"type": "TemplateProcessing", "single": []}""", BertModel, "post_processor.single has no place for the text", null)]
    [InlineData("null", "null", "null", """{"type": "Unigram", "vocab": [["a", 0.5]]}""", "it has the model 'Unigram', which SqlInference does not know", Models)]
    [InlineData("null", "null", "null", """{"vocab": {"a": 1}}""", "it has the model '?', which SqlInference does not know", Models)]
    [InlineData("null", "null", "null", """{"type": "BPE", "vocab": {"a": 0}, "merges": []}""", "it has the model 'BPE' without the pre-tokenizer 'ByteLevel'", Models)]
    [InlineData("null", """{"type": "ByteLevel"}""", "null", BertModel, "it has the model 'WordPiece' with the pre-tokenizer 'ByteLevel'", Models)]
    [InlineData("null", """{"type": "ByteLevel"}""", "null", """{"type": "BPE", "dropout": 0.1, "vocab": {"a": 0}, "merges": []}""", "its model drops merges by chance (dropout)", "Set model.dropout to null.")]
    [InlineData("null", """{"type": "ByteLevel"}""", "null", """{"type": "BPE", "end_of_word_suffix": "</w>", "vocab": {"a": 0}, "merges": []}""", "it has the setting model.end_of_word_suffix '</w>', which SqlInference does not know", Models)]
    [InlineData("null", """{"type": "ByteLevel"}""", "null", """{"type": "BPE", "vocab": {"!": 0}, "merges": []}""", "it has no token for the byte 0, so it is not byte-level", null)]
    [InlineData("null", """{"type": "ByteLevel"}""", "null", """{"type": "BPE", "vocab": {"!": 0}, "merges": ["a b"]}""", "its merges name 'a', which is not among its tokens", null)]
    [InlineData("null", """{"type": "ByteLevel"}""", "null", """{"type": "BPE", "vocab": {"!": 0}, "merges": ["a"]}""", "model.merges holds what is not a pair of tokens: a", null)]
    [InlineData("null", "null", "null", """{"type": "WordPiece", "vocab": {"a": 0}}""", "the unknown token '[UNK]' is not among its tokens", null)]
    [InlineData("null", "null", "null", """{"type": "WordPiece", "vocab": {"a": "b"}}""", "the token 'a' has no number", null)]
    [InlineData("null", "null", "null", """{"type": "WordPiece", "vocab": {"a": -1}}""", "the token 'a' has the number -1", null)]
    [InlineData("null", "null", "null", """{"type": "WordPiece", "vocab": {}}""", "it has no tokens", null)]
    [InlineData("null", "null", "null", """{"type": "WordPiece"}""", "it has no model.vocab", null)]
    [InlineData("3", "null", "null", BertModel, "normalizer is not an object", null)]
    [InlineData("""{"type": 3}""", "null", "null", BertModel, "normalizer.type is not text", null)]
    [InlineData("""{"type": "BertNormalizer", "lowercase": 1}""", "null", "null", BertModel, "normalizer.lowercase is not true or false", null)]
    public void What_is_not_known_is_refused(string normalizer, string preTokenizer, string processor, string model, string what, string? hint)
    {
        using var folder = Folder(normalizer, preTokenizer, processor, model);
        folder.Refused($"Model 'm': the tokenizer file 'tokenizer.json' cannot be used: {what}.", hint);
    }

    [Theory]
    [InlineData("", "it is not JSON: The input does not contain any JSON tokens")]
    [InlineData("[]", "it is not a JSON object")]
    [InlineData("{\"model\": ", "it is not JSON: Expected depth to be zero at the end of the JSON payload")]
    [InlineData("{}", "it has no tokens")]
    public void Malformed_files_are_refused(string content, string what)
    {
        using var folder = new TokenizerFolder().Write("tokenizer.json", content);
        var exception = Assert.Throws<Errors.SqlInferenceException>(() => folder.Tokenizer);
        Assert.Equal(Errors.ErrorConditions.TokenizerInvalid, exception.Condition);
        Assert.StartsWith($"Model 'm': the tokenizer file 'tokenizer.json' cannot be used: {what}", exception.Message, StringComparison.Ordinal);
    }
}
