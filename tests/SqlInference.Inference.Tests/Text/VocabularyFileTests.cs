namespace SqlInference.Inference.Tests.Text;

/// <summary>vocab.txt, vocab.json and merges.txt that cannot be used.</summary>
public sealed class VocabularyFileTests
{
    [Theory]
    [InlineData("", "it has no tokens")]
    [InlineData("\n\n", "it has no tokens")]
    [InlineData("[PAD]\nhello\n", "the special token '[CLS]' is not among its tokens")]
    [InlineData("[CLS]\n[SEP]\nhello\n", "the unknown token '[UNK]' is not among its tokens")]
    public void A_vocabulary_that_lacks_something_is_refused(string content, string what)
    {
        using var folder = new TokenizerFolder().Write("vocab.txt", content);
        folder.Refused($"Model 'm': the tokenizer file 'vocab.txt' cannot be used: {what}.", "Save the tokenizer again with save_pretrained, and bring its files as they are.");
    }

    [Fact]
    public void A_vocabulary_that_is_not_text_is_refused()
    {
        using var folder = new TokenizerFolder().Write("vocab.txt", [0x50, 0x4B, 0xFF, 0xFE]);
        folder.Refused("Model 'm': the tokenizer file 'vocab.txt' cannot be used: it is not text in UTF-8.");
    }

    [Theory]
    [InlineData("""{"tokenizer_class": "XLMRobertaTokenizer"}""", "tokenizer_config.json names the class 'XLMRobertaTokenizer', whose steps the file does not spell out")]
    [InlineData("""{"tokenizer_class": "BertJapaneseTokenizer"}""", "tokenizer_config.json names the class 'BertJapaneseTokenizer', whose steps the file does not spell out")]
    [InlineData("""{"do_basic_tokenize": false}""", "tokenizer_config.json says do_basic_tokenize false, which SqlInference does not know")]
    public void Classes_with_other_steps_are_refused(string settings, string what)
    {
        using var folder = TokenizerFolder.WordPiece(settings);
        folder.Refused($"Model 'm': the tokenizer file 'vocab.txt' cannot be used: {what}.", "Save the tokenizer with its fast class, which writes tokenizer.json.");
    }

    [Theory]
    [InlineData("{", "it is not JSON: ")]
    [InlineData("""{"do_lower_case": "yes"}""", "do_lower_case is not true or false.")]
    public void Settings_that_cannot_be_read_are_refused(string settings, string what)
    {
        using var folder = TokenizerFolder.WordPiece(settings);
        var exception = Assert.Throws<Errors.SqlInferenceException>(() => folder.Tokenizer);
        Assert.StartsWith($"Model 'm': the tokenizer file 'tokenizer_config.json' cannot be used: {what}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_in_json_needs_its_merges()
    {
        using var folder = new TokenizerFolder().Write("vocab.json", """{"a": 0}""");
        folder.Refused("Model 'm': the tokenizer file 'vocab.json' cannot be used: there is no merges.txt beside it.", "Bring merges.txt too, or the tokenizer as tokenizer.json.");
        folder.Write("merges.txt", "#version: 0.2\na b c\n");
        folder.Refused("Model 'm': the tokenizer file 'merges.txt' cannot be used: line 2 is not a pair of tokens: 'a b c'.");
        folder.Write("merges.txt", "a b\n");
        folder.Refused("Model 'm': the tokenizer file 'merges.txt' cannot be used: its merges name 'b', which is not among its tokens.");
        folder.Write("merges.txt", "");
        folder.Refused("Model 'm': the tokenizer file 'merges.txt' cannot be used: it has no token for the byte 0, so it is not byte-level.");
    }
}
